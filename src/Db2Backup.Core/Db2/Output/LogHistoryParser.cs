using System.Globalization;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads LIST HISTORY ARCHIVE LOG: in entries of operation X the first log column holds the log, and the column of the current
/// log holds its chain [commands.md, LIST HISTORY].
/// </summary>
internal static class LogHistoryParser
{
    private const int Operation = 2, Earliest = 36, Current = 49, Width = 12;

    public static IEnumerable<(int Chain, LogFileName Name)> Parse(string output)
    {
        foreach (var line in output.Split('\n'))
        {
            if (line.Length < Current || line[Operation] != 'X') continue;
            if (!LogFileName.TryParse(line.Substring(Earliest, Width).Trim(), out var name)) continue;
            var chain = line[Current..Math.Min(line.Length, Current + Width)].Trim();
            if (chain.Length == 8 && chain[0] == 'C' && int.TryParse(chain.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                yield return (number, name);
        }
    }
}
