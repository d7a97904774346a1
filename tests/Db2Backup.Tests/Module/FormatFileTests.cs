using System.Text.RegularExpressions;
using System.Xml.Linq;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Module;

public sealed class FormatFileTests
{
    private static XDocument Document => XDocument.Load(Path.Combine(EmulatorProgram.Repository, "src", "Db2Backup.PowerShell", "Db2Backup.Format.ps1xml"));

    [Fact]
    public void Views_show_properties_that_the_types_have()
    {
        foreach (var view in Document.Descendants("View"))
        {
            var name = view.Descendants("TypeName").Single().Value;
            var type = typeof(Db2Database).Assembly.GetType(name);
            Assert.True(type is not null, $"there is no type {name}");
            var shown = view.Descendants("PropertyName").Select(p => p.Value)
                .Concat(view.Descendants("ScriptBlock").SelectMany(s => Regex.Matches(s.Value, @"\$_\.(\w+)").Select(m => m.Groups[1].Value)).Except(["MountPoint", "NeededBytes", "FreeBytes"]));
            foreach (var property in shown) Assert.True(type.GetProperty(property) is not null, $"{name} has no property {property}");
        }
    }

    [Fact]
    public void A_table_has_as_many_headers_as_columns()
    {
        foreach (var table in Document.Descendants("TableControl"))
            Assert.Equal(table.Descendants("TableColumnHeader").Count(), table.Descendants("TableColumnItem").Count());
    }

    [Fact]
    public void What_the_cmdlets_give_has_a_view()
    {
        var viewed = Document.Descendants("TypeName").Select(t => t.Value).ToHashSet();
        var given = CmdletMetadata.All.SelectMany(c => c.Type.GetCustomAttributesData())
            .Where(a => a.AttributeType.Name == "OutputTypeAttribute")
            .SelectMany(a => (IEnumerable<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)
            .Select(t => (Type)t.Value!).Where(t => t != typeof(bool)).Select(t => t.FullName!).Distinct();
        Assert.All(given, type => Assert.Contains(type, viewed));
    }
}
