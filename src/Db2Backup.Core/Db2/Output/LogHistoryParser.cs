namespace Db2Backup.Db2.Output;

/// <summary>A log that was archived, as the recovery history has it.</summary>
/// <param name="Time">When, in the server's local time; null when it is not told.</param>
internal sealed record ArchivedLog(int Chain, LogFileName Name, Db2Timestamp? Time);

/// <summary>
/// Reads LIST HISTORY ARCHIVE LOG: in entries of operation X the first log column holds the log, and the column of the current
/// log holds its chain [commands.md, LIST HISTORY].
/// </summary>
internal static class LogHistoryParser
{
    public static IEnumerable<ArchivedLog> Parse(string output)
    {
        foreach (var entry in HistoryParser.Entries(output, null))
            if (entry is { Operation: 'X', FirstLog: { } name, LogChain: { } chain }) yield return new ArchivedLog(chain, name, entry.Timestamp);
    }
}
