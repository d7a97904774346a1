namespace Db2Backup.Emulator.Commands;

/// <summary>Tells statements apart by their first word.</summary>
internal static class StatementKind
{
    /// <summary>
    /// True for SQL that the CLP does not know by itself: its errors are preceded by DB21034E. The CLP does know queries,
    /// calls, and the end of a unit of work. [clp.md, 4.; which SQL statements it knows is unconfirmed]
    /// </summary>
    [Unconfirmed("clp.md: which SQL statements the CLP knows by itself, so that no DB21034E precedes their errors")]
    public static bool IsPlainSql(string text) => FirstWord(text) is not ("SELECT" or "VALUES" or "WITH" or "CALL" or "COMMIT" or "ROLLBACK" or "CONNECT")
        && !IsCommand(text);

    public static string FirstWord(string text)
    {
        var start = 0;
        while (start < text.Length && (char.IsWhiteSpace(text[start]) || text[start] == '(')) start++;
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
        return text[start..end].ToUpperInvariant();
    }

    private static bool IsCommand(string text)
    {
        try
        {
            return CommandCatalog.Parse(text) is not null;
        }
        catch (Messages.Db2Exception)
        {
            // It began like a command and went wrong.
            return true;
        }
    }
}
