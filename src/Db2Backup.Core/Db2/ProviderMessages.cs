using System.Data.Common;
using System.Text;
using System.Text.RegularExpressions;
using Db2Backup.Db2.Output;

namespace Db2Backup.Db2;

/// <summary>
/// What the provider throws, as the messages that the CLP would print: <c>ERROR [42704] [IBM][DB2/LINUXX8664] SQL0204N  text</c>.
/// The id decides, and the SQLCODE is in it; DbException has no member for the SQLCODE itself [provider.md, Errors].
/// </summary>
internal static partial class ProviderMessages
{
    private const int ErrorBit = 4, WarningBit = 2, FailedBit = 8;

    /// <summary>The reply for a statement that Db2 or the driver refused. Always with an error bit: an exception is never a success.</summary>
    public static Db2Reply Refused(Db2Statement statement, DbException error, ProviderCredential credential)
    {
        var messages = Parse(error.Message, error.SqlState).Select(m => Masked(m, credential)).ToList();
        return new Db2Reply(statement, messages.Count > 0 ? ErrorBit : FailedBit, credential.Masked(error.Message), messages, null);
    }

    /// <summary>The bits that the CLP would have ended with; a warning alone is no failure.</summary>
    public static int ExitCode(IReadOnlyList<Db2Message> messages) =>
        messages.Any(m => m.SqlCode < 0) ? ErrorBit : messages.Any(m => m.SqlCode > 0) ? WarningBit : 0;

    public static IReadOnlyList<Db2Message> Parse(string text, string? sqlState)
    {
        var lines = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var id = Id().Match(line);
            lines.Append(id.Success ? line[id.Index..] : line).Append('\n');
        }
        // The state in the exception is that of its first message.
        return MessageParser.Parse(lines.ToString()).Select((m, i) => i == 0 && m.SqlState is null && !string.IsNullOrEmpty(sqlState) ? m with { SqlState = sqlState } : m).ToList();
    }

    private static Db2Message Masked(Db2Message message, ProviderCredential credential) =>
        message with { Text = credential.Masked(message.Text), Tokens = message.Tokens.Select(credential.Masked).ToList() };

    // The first id of a line, behind whatever the driver puts before it in brackets; an id further on is a token of this message.
    [GeneratedRegex(@"(?<![A-Za-z0-9""])SQL\d{4,5}[NCW](?=\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
