using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.History;

/// <summary>Timestamps of the history file: yyyymmddhhmmss in server local time, or a prefix from yyyy on.</summary>
internal static class HistoryTimestamp
{
    private const string Earliest = "00000101000000";

    /// <summary>Fills a prefix up to 14 digits: 2011 is 20110101000000. [commands.md, PRUNE HISTORY]</summary>
    [Unconfirmed("commands.md, PRUNE HISTORY: the id for a timestamp that is none")]
    public static string Parse(string text)
    {
        if (text.Length is < 4 or > 14 || text.Length % 2 != 0 || !text.All(char.IsAsciiDigit))
            throw new Db2Exception("SQL2032N", "timestamp");
        return text + Earliest[text.Length..];
    }
}
