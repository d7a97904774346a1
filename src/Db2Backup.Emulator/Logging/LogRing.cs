using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The files of circular logging: LOGPRIMARY names that are used again and again, and up to LOGSECOND more while a long
/// unit of work keeps the others. Which part of the log a file holds, its header says.
/// </summary>
internal sealed class LogRing(Database database) : ILogSource
{
    public LogFileReader? Open(int number, long lso, IReadOnlyList<LogChainLink> lineage)
    {
        var folder = LogFolders.Of(database);
        foreach (var path in LogFolders.Files(folder))
        {
            if (LogFileReader.Open(path, folder) is not { } reader) continue;
            var header = reader.Header;
            if (header.Seed == database.State.Seed && header.StartLso <= lso && lso < header.ExtentEnd && LogChains.Continues(header.Lineage, lineage, lso))
                return reader;
            reader.Dispose();
        }
        return null;
    }

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
