using System.Data.Common;
using Db2Backup.Db2;

namespace Db2Backup.Tests.Db2;

public sealed class ProviderMessagesTests
{
    private static readonly ProviderCredential Credential = new("joe", "hunter2");

    [Theory]
    // Forms of public posts [provider.md, Errors].
    [InlineData("ERROR [42968] [IBM] SQL1598N  An attempt to connect failed.  SQLSTATE=42968", "SQL1598N", -1598, "42968")]
    [InlineData("ERROR [57011] [IBM][DB2/LINUXX8664] SQL0964C  The transaction log is full.", "SQL0964C", -964, "57011")]
    [InlineData("ERROR [] [IBM][DB2/LINUXX8664] SQL20397W  Routine \"SYSPROC.ADMIN_CMD\" with message \"SQL2413N\".\nMore.", "SQL20397W", 20397, "57011")]
    public void An_error_text_has_the_id_of_its_message(string text, string id, int code, string state)
    {
        var reply = ProviderMessages.Refused(Statements.Query("VALUES 1"), new Failure(text, "57011"), Credential);
        var message = Assert.Single(reply.Messages);
        Assert.Equal((id, code, state), (message.Id, message.SqlCode, message.SqlState));
        Assert.False(reply.HasNoError);
    }

    [Fact]
    public void A_text_without_an_id_is_a_failure_all_the_same()
    {
        var reply = ProviderMessages.Refused(Statements.Query("VALUES 1"), new Failure("the driver is unwell", null), Credential);
        Assert.Empty(reply.Messages);
        Assert.False(reply.HasNoError);
    }

    [Fact]
    public void A_password_in_the_drivers_text_is_masked()
    {
        var reply = ProviderMessages.Refused(Statements.Query("VALUES 1"), new Failure("ERROR [08001] [IBM] SQL30082N  PWD=hunter2 \"hunter2\"", "08001"), Credential);
        Assert.DoesNotContain("hunter2", reply.Output + string.Join(' ', reply.Messages.Select(m => m.Text + string.Join(' ', m.Tokens))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_is_masked_in_the_form_of_a_connection_string_too()
    {
        var credential = new ProviderCredential("joe", "a\"b;c");
        Assert.Equal("PWD=\"********\";x=********", credential.Masked("PWD=\"a\"\"b;c\";x=a\"b;c"));
        Assert.DoesNotContain("a\"b", credential.ToString(), StringComparison.Ordinal);
    }

    private sealed class Failure(string text, string? state) : DbException(text)
    {
        public override string? SqlState => state;
    }
}
