using System.Text;
using System.Xml.Linq;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Errors;

public sealed class ErrorTableTests
{
    private static string Document => Path.Combine(EmulatorProgram.Repository, "docs", "ERRORS.md");

    [Fact]
    public void Every_error_has_a_kind_and_a_way_out()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var (_, remedy) = ErrorTable.Find(code);
            Assert.True(remedy.Length > 20 && remedy.EndsWith('.'), $"{code}: '{remedy}' is no sentence that helps");
        }
    }

    [Fact]
    public void The_document_lists_every_error_as_the_code_has_it()
    {
        var wanted = Render();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(Document, wanted);
        Assert.True(File.ReadAllText(Document) == wanted, "docs/ERRORS.md is not what the code says; rewrite it with: UPDATE_DOCS=1 ./build.sh test");
    }

    [Fact]
    public void An_unknown_message_of_Db2_is_still_an_error_with_a_way_out()
    {
        var (kind, remedy) = MessageTable.Find("SQL99999N");
        Assert.Equal(ErrorKind.InvalidOperation, kind);
        Assert.Contains("SQL99999N", remedy, StringComparison.Ordinal);
    }

    private static string Render()
    {
        var summaries = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Db2Backup.Core.xml")).Descendants("member")
            .Where(m => m.Element("summary") is not null)
            .ToDictionary(m => (string)m.Attribute("name")!, m => string.Join(' ', m.Element("summary")!.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        var text = new StringBuilder("""
            # Errors

            Every error has an id: in PowerShell it is the first part of `FullyQualifiedErrorId`. Where Db2 refused, the id is Db2's own
            message id (`SQL1035N`), and `db2 "? SQL1035N"` explains it. The ids below are the module's own. This page is made from
            the code, and a test holds it to that.


            """);
        foreach (var code in Enum.GetValues<ErrorCode>().OrderBy(c => c.ToString(), StringComparer.Ordinal))
        {
            var (kind, remedy) = ErrorTable.Find(code);
            text.Append($"## {code}\n\n{summaries[$"F:Db2Backup.Errors.ErrorCode.{code}"]} ({kind})\n\n{remedy}\n\n");
        }
        text.Append("## Db2's messages\n\nThe module knows these and adds a way out; any other refusal of Db2 is passed on with its id.\n\n| id | way out |\n|---|---|\n");
        foreach (var (id, remedy) in MessageTable.All) text.Append($"| {id} | {remedy} |\n");
        return text.ToString();
    }
}
