using System.Management.Automation;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Db2Backup.Tests.Module;

/// <summary>
/// The sections of a cmdlet's page that follow from its code: synopsis, syntax, parameters, outputs. Description, examples and
/// errors are written by hand and stay.
/// </summary>
internal static partial class CmdletPage
{
    private const int Width = 120;

    private static readonly IReadOnlyDictionary<string, string> Summaries = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Db2Backup.PowerShell.xml"))
        .Descendants("member").Where(m => m.Element("summary") is not null)
        .ToDictionary(m => (string)m.Attribute("name")!, m => string.Join(' ', m.Element("summary")!.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>The page with those sections as the code has them.</summary>
    public static string Render(CmdletMetadata cmdlet, string page)
    {
        page = Replace(page, "SYNOPSIS", Wrap(Synopsis(cmdlet), ""));
        page = Replace(page, "SYNTAX", "```\n" + string.Join('\n', SyntaxLines(cmdlet).Select(l => Wrap(l, "    "))) + "\n```");
        page = Replace(page, "PARAMETERS", string.Join("\n\n", Shown(cmdlet).Select(p => Wrap(Described(p), ""))));
        return Replace(page, "OUTPUTS", Outputs(cmdlet) is { Length: > 0 } outputs ? outputs : "None.");
    }

    private static string Replace(string page, string heading, string content)
    {
        var found = Regex.Match(page, $@"^## {heading}\n(.*?)(?=^## |\z)", RegexOptions.Multiline | RegexOptions.Singleline);
        // A cmdlet without parameters has no such section.
        if (!found.Success) return content.Length == 0 ? page : throw new InvalidOperationException($"there is no section {heading}");
        return page[..found.Index] + $"## {heading}\n\n{(content.Length > 0 ? content + "\n\n" : "")}" + page[(found.Index + found.Length)..];
    }

    private static string Synopsis(CmdletMetadata cmdlet)
    {
        var summary = Summaries[$"T:{cmdlet.Type.FullName}"];
        var text = summary[(summary.IndexOf(": ", StringComparison.Ordinal) + 2)..];
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>Declared by the cmdlet first, then what it inherits, as PowerShell orders them.</summary>
    private static List<PropertyInfo> Shown(CmdletMetadata cmdlet)
    {
        var all = new List<PropertyInfo>();
        for (var type = cmdlet.Type; type is not null && type.Assembly == CmdletMetadata.Assembly; type = type.BaseType!)
            all.AddRange(type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(p => Attributes(p).Count > 0 && !Attributes(p).Any(a => a.Get("DontShow") is true) && all.All(known => known.Name != p.Name)).OrderBy(p => p.MetadataToken));
        return all;
    }

    private static IEnumerable<string> SyntaxLines(CmdletMetadata cmdlet)
    {
        var shown = Shown(cmdlet);
        var sets = shown.SelectMany(Attributes).Select(a => a.Set).Where(s => s is not null).Distinct().ToList();
        var first = cmdlet.Named("DefaultParameterSetName") as string;
        if (sets.Count == 0) sets.Add(null);
        foreach (var set in sets.OrderBy(s => s == first ? 0 : 1))
        {
            var words = shown.Select(p => (Property: p, Attribute: Attributes(p).FirstOrDefault(a => a.Set is null || a.Set == set))).Where(w => w.Attribute is not null)
                .OrderBy(w => w.Attribute!.Position ?? int.MaxValue).ThenBy(w => w.Attribute!.Get("Mandatory") is true ? 0 : 1)
                .Select(w => Word(w.Property, w.Attribute!));
            yield return string.Join(' ', [cmdlet.Name, .. words, .. cmdlet.Named("SupportsShouldProcess") is true ? (string[])["[-WhatIf]", "[-Confirm]"] : [], "[<CommonParameters>]"]);
        }
    }

    private static string Word(PropertyInfo property, ParameterData attribute)
    {
        var name = attribute.Position is null ? $"-{property.Name}" : $"[-{property.Name}]";
        var word = property.PropertyType == typeof(SwitchParameter) ? name : $"{name} <{ShortName(property.PropertyType)}>";
        return attribute.Get("Mandatory") is true ? word : $"[{word}]";
    }

    private static string Described(PropertyInfo property)
    {
        var attributes = Attributes(property);
        var words = new List<string> { Bare(property.PropertyType).Name };
        if (attributes.Any(a => a.Get("Mandatory") is true)) words.Add("required");
        if (attributes.Select(a => a.Position).FirstOrDefault(p => p is not null) is { } position) words.Add($"position {position}");
        if (property.GetCustomAttributesData().FirstOrDefault(a => a.AttributeType == typeof(AliasAttribute)) is { } alias)
            words.AddRange(((IEnumerable<CustomAttributeTypedArgument>)alias.ConstructorArguments[0].Value!).Select(a => $"alias -{a.Value}"));
        if (attributes.Any(a => a.Get("ValueFromPipeline") is true)) words.Add("pipeline by value");
        if (attributes.Any(a => a.Get("ValueFromPipelineByPropertyName") is true)) words.Add("pipeline by property name");
        return $"**-{property.Name}** ({string.Join(", ", words)}): {Summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"]}";
    }

    private static string Outputs(CmdletMetadata cmdlet) => string.Join(", ", cmdlet.Type.GetCustomAttributesData()
        .Where(a => a.AttributeType == typeof(OutputTypeAttribute))
        .SelectMany(a => (IEnumerable<CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).Select(t => $"`{((Type)t.Value!).FullName}`"));

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static string ShortName(Type type) => Bare(type).Name switch
    {
        "String" => "string", "String[]" => "string[]", "Int32" => "int", "SecureString" => "securestring", "PSCredential" => "pscredential",
        var name => name,
    };

    private static IReadOnlyList<ParameterData> Attributes(PropertyInfo property) =>
        property.GetCustomAttributesData().Where(a => a.AttributeType == typeof(ParameterAttribute)).Select(a => new ParameterData(a)).ToList();

    private sealed record ParameterData(CustomAttributeData Data)
    {
        public string? Set => Get("ParameterSetName") as string;

        public int? Position => Get("Position") as int?;

        public object? Get(string name) => Data.NamedArguments.Where(a => a.MemberName == name).Select(a => a.TypedValue.Value).FirstOrDefault();
    }

    private static string Wrap(string text, string indent)
    {
        var lines = new StringBuilder();
        var length = 0;
        foreach (var word in text.Split(' '))
        {
            if (length > 0 && length + 1 + word.Length > Width)
            {
                lines.Append('\n').Append(indent);
                length = indent.Length;
            }
            else if (length > 0)
            {
                lines.Append(' ');
                length++;
            }
            lines.Append(word);
            length += word.Length;
        }
        return lines.ToString();
    }
}
