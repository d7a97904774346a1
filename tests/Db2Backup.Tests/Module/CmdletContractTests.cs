using System.Collections;
using System.Management.Automation;
using System.Reflection;
using Db2Backup.Adapters;
using Db2Backup.Db2;
using Db2Backup.Help;
using Db2Backup.Loader;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Module;

public sealed class CmdletContractTests
{
    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets_that_exist()
    {
        Assert.True(CmdletMetadata.All.Count >= 30);
        Assert.Equal(CmdletMetadata.All.Select(c => c.Name), CmdletMetadata.Exported().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Verbs_are_approved_and_nouns_begin_with_Db2()
    {
        var approved = typeof(VerbsCommon).Assembly.GetTypes().Where(t => t.Name.StartsWith("Verbs", StringComparison.Ordinal) && t.IsAbstract && t.IsSealed)
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(f => f.GetRawConstantValue() as string).ToHashSet();
        Assert.True(approved.Count > 80);
        Assert.All(CmdletMetadata.All, c => Assert.True(approved.Contains(c.Verb) && (c.Noun.StartsWith("Db2", StringComparison.Ordinal) || c.Name == "Import-TroveBackup"), c.Name));
    }

    [Fact]
    public void What_changes_something_can_be_asked_what_if()
    {
        foreach (var cmdlet in CmdletMetadata.All)
            Assert.True(cmdlet.Named("SupportsShouldProcess") is true == cmdlet.ChangesSomething, cmdlet.Name);
    }

    [Fact]
    public void Restoring_removing_and_switching_logging_off_ask_by_default_and_Force_answers()
    {
        foreach (var cmdlet in CmdletMetadata.All.Where(c => c.Verb is "Remove" or "Restore" or "Disable" || c.Name == "Invoke-Db2Rollforward"))
        {
            Assert.True(cmdlet.Named("ConfirmImpact") is (int)ConfirmImpact.High, cmdlet.Name);
            Assert.Contains(cmdlet.Parameters, p => p.Name == "Force");
        }
    }

    [Fact]
    public void Output_types_are_told()
    {
        string[] without = ["Disconnect-Db2Instance", "Remove-Db2Backup", "Remove-Db2BackupStore", "Remove-Db2Sandbox"];
        foreach (var cmdlet in CmdletMetadata.All) Assert.True(cmdlet.HasOutput != without.Contains(cmdlet.Name), cmdlet.Name);
    }

    [Fact]
    public void Parameters_have_precise_types()
    {
        foreach (var cmdlet in CmdletMetadata.All)
            foreach (var parameter in cmdlet.Parameters)
            {
                Assert.False(typeof(IDictionary).IsAssignableFrom(parameter.PropertyType) || parameter.PropertyType == typeof(object), $"{cmdlet.Name} -{parameter.Name}");
                Assert.DoesNotContain(parameter.GetCustomAttributesData(), a => a.AttributeType == typeof(ValidateSetAttribute));
                if (parameter.Name.Contains("Pass", StringComparison.Ordinal) && parameter.PropertyType != typeof(SwitchParameter)) Assert.Equal(typeof(System.Security.SecureString), parameter.PropertyType);
            }
    }

    [Fact]
    public void A_cmdlet_is_one_file_that_is_named_after_it()
    {
        var folder = Path.Combine(EmulatorProgram.Repository, "src", "Db2Backup.PowerShell", "Commands");
        Assert.Equal(
            CmdletMetadata.All.Select(c => $"{c.Verb}{c.Noun}Command.cs"),
            Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.All(CmdletMetadata.All, c => Assert.True(c.Type.IsSealed && c.Type.Name == $"{c.Verb}{c.Noun}Command", c.Name));
    }

    [Fact]
    public void Every_cmdlet_has_a_page_that_tells_its_parameters_and_errors()
    {
        foreach (var cmdlet in CmdletMetadata.All)
        {
            Assert.True(File.Exists(cmdlet.Page), $"{cmdlet.Page} is missing");
            var page = HelpPage.Parse(File.ReadAllText(cmdlet.Page), Path.GetFileName(cmdlet.Page));
            Assert.True(page is { Synopsis.Length: > 20, Description.Count: > 0, Syntax.Count: > 0, Examples.Count: > 0, Errors.Count: > 0 }, cmdlet.Name);
            foreach (var parameter in cmdlet.Parameters.Where(p => !IsHidden(p)))
                Assert.True(page.Parameters.Any(p => p.Name == parameter.Name && p.Text.Length > 3), $"the page of {cmdlet.Name} does not tell -{parameter.Name}");
            // What the help tells of a line of the syntax is what the code has.
            Assert.True(page.Syntax.All(line => line.All(word => page.Parameters.Any(p => p.Name == word.Name))), cmdlet.Name);
        }
        var pages = Directory.EnumerateFiles(Path.GetDirectoryName(CmdletMetadata.All[0].Page)!, "*-*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(CmdletMetadata.All.Select(c => c.Name), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_page_tells_synopsis_syntax_parameters_and_outputs_as_the_code_has_them()
    {
        foreach (var cmdlet in CmdletMetadata.All)
        {
            var (page, wanted) = (File.ReadAllText(cmdlet.Page), CmdletPage.Render(cmdlet, File.ReadAllText(cmdlet.Page)));
            if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1" && page != wanted) File.WriteAllText(cmdlet.Page, wanted);
            Assert.True(File.ReadAllText(cmdlet.Page) == wanted, $"docs/en-US/{cmdlet.Name}.md is not what the code says; rewrite it with: UPDATE_DOCS=1 ./build.sh test");
        }
    }

    [Fact]
    public void Core_and_the_loader_need_nothing_but_the_framework()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (var assembly in new[] { typeof(Db2Quote).Assembly, typeof(ModuleLoader).Assembly })
            Assert.All(assembly.GetReferencedAssemblies(), r => Assert.True(File.Exists(Path.Combine(framework, r.Name + ".dll")), $"{assembly.GetName().Name} references {r.Name}"));
        Assert.DoesNotContain(typeof(Engine).Assembly.GetReferencedAssemblies(), r => r.Name == "System.Management.Automation");
    }

    private static bool IsHidden(PropertyInfo parameter) => parameter.GetCustomAttributesData().Where(a => a.AttributeType == typeof(ParameterAttribute))
        .Any(a => a.NamedArguments.Any(n => n.MemberName == "DontShow" && n.TypedValue.Value is true));
}
