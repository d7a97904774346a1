using System.Management.Automation;
using System.Reflection;
using System.Text.RegularExpressions;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Module;

/// <summary>
/// A cmdlet as its metadata tells it. Nothing is made or called: the reference package's bodies do nothing, so a cmdlet that runs
/// here would lie.
/// </summary>
internal sealed record CmdletMetadata(Type Type, string Verb, string Noun)
{
    public static Assembly Assembly { get; } = typeof(Db2Cmdlet).Assembly;

    public static IReadOnlyList<CmdletMetadata> All { get; } = Assembly.GetTypes()
        .Select(t => (Type: t, Data: t.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType == typeof(CmdletAttribute))))
        .Where(t => t.Data is not null)
        .Select(t => new CmdletMetadata(t.Type, (string)t.Data!.ConstructorArguments[0].Value!, (string)t.Data.ConstructorArguments[1].Value!))
        .OrderBy(c => c.Name, StringComparer.Ordinal).ToList();

    public string Name => $"{Verb}-{Noun}";

    public bool ChangesSomething => Verb is not ("Get" or "Test" or "Measure" or "Connect" or "Disconnect" or "ConvertFrom");

    public string Page => Path.Combine(EmulatorProgram.Repository, "docs", "en-US", Name + ".md");

    public object? Named(string argument) => Type.GetCustomAttributesData().First(a => a.AttributeType == typeof(CmdletAttribute))
        .NamedArguments.FirstOrDefault(a => a.MemberName == argument).TypedValue.Value;

    public bool HasOutput => Type.GetCustomAttributesData().Any(a => a.AttributeType == typeof(OutputTypeAttribute));

    public IEnumerable<PropertyInfo> Parameters => Type.GetProperties()
        .Where(p => p.GetCustomAttributesData().Any(a => a.AttributeType == typeof(ParameterAttribute)));

    /// <summary>What the module manifest exports.</summary>
    public static IReadOnlyList<string> Exported()
    {
        var manifest = File.ReadAllText(Path.Combine(EmulatorProgram.Repository, "Db2Backup.psd1"));
        var list = Regex.Match(manifest, @"CmdletsToExport\s*=\s*@\((.*?)\)", RegexOptions.Singleline).Groups[1].Value;
        return Regex.Matches(list, "'([^']+)'").Select(m => m.Groups[1].Value).ToList();
    }
}
