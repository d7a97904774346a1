namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The files of circular logging: LOGPRIMARY names that are used again and again, and up to LOGSECOND more while a long
/// unit of work keeps the others. Which part of the log a file holds, its header says.
/// </summary>
internal static class LogRing
{
    /// <summary>The name for the next file: the one after the current that no open unit of work needs.</summary>
    public static int Next(int current, IEnumerable<int> active, int primaries)
    {
        var taken = active.ToHashSet();
        for (var i = 1; i <= primaries; i++)
            if ((current + i) % primaries is var candidate && !taken.Contains(candidate)) return candidate;
        var secondary = primaries;
        while (taken.Contains(secondary)) secondary++;
        return secondary;
    }
}
