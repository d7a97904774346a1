using System.Globalization;

namespace Db2Backup;

/// <summary>The name of a log file: S0000000.LOG to S9999999.LOG. Numbers repeat, see <see cref="LogExtent"/>.</summary>
public readonly record struct LogFileName(int Number) : IComparable<LogFileName>
{
    /// <summary>False when it is no log file name.</summary>
    public static bool TryParse(string? text, out LogFileName name)
    {
        name = default;
        if (text is not { Length: 12 } || text[0] != 'S' || !text.EndsWith(".LOG", StringComparison.Ordinal)) return false;
        if (!int.TryParse(text.AsSpan(1, 7), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        name = new LogFileName(number);
        return true;
    }

    /// <summary>By number; only within one chain does that say which is later.</summary>
    public int CompareTo(LogFileName other) => Number.CompareTo(other.Number);

    /// <summary>S0000012.LOG</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"S{Number:D7}.LOG");
}

/// <summary>
/// A log file with its place: partition, log stream and chain. The place and name are no identity either (they repeat after
/// logging was switched off and on, a database was dropped and created again, or restored elsewhere): the digest is.
/// </summary>
/// <param name="Partition">NODE0000 is 0.</param>
/// <param name="Stream">LOGSTREAM0000 is 0; pureScale has one per member.</param>
/// <param name="Chain">C0000000 is 0.</param>
/// <param name="Name">S0000000.LOG …</param>
public sealed record LogExtent(int Partition, int Stream, int Chain, LogFileName Name)
{
    /// <summary>NODE0000/LOGSTREAM0000/C0000000/S0000012.LOG</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"NODE{Partition:D4}/LOGSTREAM{Stream:D4}/C{Chain:D7}/{Name}");
}
