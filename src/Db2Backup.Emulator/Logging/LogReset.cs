using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>Starts the log of a database anew.</summary>
internal static class LogReset
{
    /// <summary>
    /// Recoverability was switched on or off, or a database without a log of its own was restored: numbers restart at 0
    /// with a new lineage, and the old active files go. Addresses go on rising, so what the table spaces hold stays older
    /// than what will be logged. [images-and-logs.md, Log files: numbering restarts at 0]
    /// </summary>
    public static void StartOver(Database database)
    {
        LogFolders.Prepare(database);
        var state = database.State;
        Begin(state, state.CurrentLogStart + Math.Max(LogManager.ExtentBytes(database), LargestExtent(database)));
        database.SaveState();
        LogFolders.Clean(database);
    }

    /// <summary>
    /// A recoverable database was restored WITHOUT ROLLING FORWARD from an offline image: its log goes on under a new chain
    /// from where the image ends. Later files in the active path are overwritten. [images-and-logs.md, Log chains]
    /// </summary>
    public static void StartNewChain(Database database)
    {
        LogFolders.Prepare(database);
        database.Change(state =>
        {
            state.Lineage = LogChains.Branch(database, state.Lineage, state.CurrentLogStart);
            state.FirstActiveLog = state.CurrentLog;
        });
        LogFolders.Clean(database, from: database.State.CurrentLog);
    }

    /// <summary>The first log of a database.</summary>
    [Unconfirmed("images-and-logs.md, Log chains: whether switching recoverability off and on begins a new chain; here the chain number is 0 again")]
    public static void Begin(DatabaseState state, long lso)
    {
        state.Lineage = [new LogChainLink(0, Guid.NewGuid(), lso)];
        state.CurrentLog = 0;
        state.FirstActiveLog = 0;
        state.CurrentLogStart = lso;
    }

    // LOGFILSIZ may have been smaller since the current file was made.
    private static long LargestExtent(Database database) => LogFolders.Files(LogFolders.Of(database))
        .Select(p => LogFileHeader.Read(p)?.ExtentBytes ?? 0).DefaultIfEmpty(0).Max();
}
