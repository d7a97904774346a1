using System.Globalization;

namespace Db2Backup.Operations;

/// <summary>Reads the place of an archived log from its path below the database's folder.</summary>
internal static class LogPlace
{
    /// <summary>NODE0000/LOGSTREAM0000/C0000000/S0000000.LOG; up to 9.7 NODE0000/C0000000/S0000000.LOG. Null for anything else.</summary>
    public static LogExtent? Parse(string relativePath)
    {
        var parts = relativePath.Split(Path.DirectorySeparatorChar);
        if (parts.Length is < 3 or > 4 || !LogFileName.TryParse(parts[^1], out var name)) return null;
        var stream = parts.Length == 4 ? Number(parts[1], "LOGSTREAM") : 0;
        return (Number(parts[0], "NODE"), stream, Number(parts[^2], "C")) is ({ } partition, { } streamNumber, { } chain)
            ? new LogExtent(partition, streamNumber, chain, name)
            : null;
    }

    private static int? Number(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
