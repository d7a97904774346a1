using System.Globalization;

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
    private const int Operation = 2, Timestamp = 8, TimestampWidth = 14, Earliest = 36, Current = 49, Width = 12;

    public static IEnumerable<ArchivedLog> Parse(string output)
    {
        foreach (var line in output.Split('\n'))
        {
            if (line.Length < Current || line[Operation] != 'X') continue;
            if (!LogFileName.TryParse(line.Substring(Earliest, Width).Trim(), out var name)) continue;
            var chain = line[Current..Math.Min(line.Length, Current + Width)].Trim();
            if (chain.Length == 8 && chain[0] == 'C' && int.TryParse(chain.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                yield return new ArchivedLog(number, name, Db2Timestamp.TryParse(line.Substring(Timestamp, TimestampWidth), out var time) ? time : null);
        }
    }
}
