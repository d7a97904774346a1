using System.Globalization;

namespace Db2Backup.Emulator.Recovery;

internal enum RollforwardGoal
{
    /// <summary>STOP or COMPLETE without TO: no log is read.</summary>
    None,
    EndOfBackup,
    EndOfLogs,
    PointInTime,
}

/// <summary>How far to go.</summary>
/// <param name="TimeText">The isotime as typed; units of work committed at or before it are applied.</param>
/// <param name="LocalTime">USING LOCAL TIME; UTC is the default. [commands.md, ROLLFORWARD]</param>
internal sealed record RollforwardTarget(RollforwardGoal Goal, string TimeText = "", bool LocalTime = false)
{
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd-HH.mm.ss",
        "yyyy-MM-dd-HH.mm.ss.f", "yyyy-MM-dd-HH.mm.ss.ff", "yyyy-MM-dd-HH.mm.ss.fff",
        "yyyy-MM-dd-HH.mm.ss.ffff", "yyyy-MM-dd-HH.mm.ss.fffff", "yyyy-MM-dd-HH.mm.ss.ffffff",
    ];

    /// <summary>The point in time in UTC; null when the text is none.</summary>
    public DateTime? TimeUtc()
    {
        if (!DateTime.TryParseExact(TimeText, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        return LocalTime ? DateTime.SpecifyKind(time, DateTimeKind.Local).ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc);
    }
}
