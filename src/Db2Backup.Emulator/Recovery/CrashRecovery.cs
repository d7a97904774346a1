using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Recovery;

/// <summary>
/// What a database goes through when the engine had been killed: committed units of work that the table spaces lack are
/// done again from the log, the others never were. Done twice it does no harm.
/// </summary>
internal static class CrashRecovery
{
    /// <summary>Redoes what was committed in the log but not in the table spaces; SQL1273N when a needed log is gone.</summary>
    public static void Run(Database database)
    {
        var unfinished = database.State.CurrentLogStart > 0 ? Redo(database) : [];
        var log = LogManager.Open(database);
        // The log says what became of them, for whoever reads it later.
        foreach (var transaction in unfinished) log.Append(LogRecordType.Abort, transaction, []);
        log.Close();
        database.Change(state => state.Consistent = true);
    }

    private static IReadOnlyList<long> Redo(Database database)
    {
        LogFolders.Prepare(database);
        var state = database.State;
        var source = new RecoverySource(database);
        var first = source.Open(state.FirstActiveLog, null, state.Lineage) ?? throw Missing(database, state.FirstActiveLog);
        using var reader = new LogReader(source, first, first.Header.FirstRecordLso);
        using var storage = TableSpaceSet.Open(database);
        var units = new UnitsOfWork();
        while (reader.Read() is { } record)
            if (units.Take(record) is { } statements) storage.Redo(record.Lso, statements);

        // The control file never runs ahead of the log: reading must have come to the file it names.
        if (reader.MissingLog is { } missing && reader.Position < state.CurrentLogStart) throw Missing(database, missing);
        if (reader.EndsInsideClosedFile) throw new Db2Exception("SQL1034C");
        return units.Open;
    }

    private static Db2Exception Missing(Database database, int number) => new("SQL1273N", database.Name, LogFolders.NameOf(number), 0, 0);

    /// <summary>The active path; with infinite logging also the archive. [images-and-logs.md, Log files; commands.md, LOGSECOND -1]</summary>
    private sealed class RecoverySource(Database database) : ILogSource
    {
        private readonly OwnLog own = new(database);
        private readonly LogLocator locator = new(database);

        public LogFileReader? Open(int number, long? lso, IReadOnlyList<LogChainLink> lineage)
        {
            if (own.Open(number, lso, lineage) is { } reader) return reader;
            // Behind the file that the control file names nothing was archived yet.
            if (!database.State.Recoverable || number >= database.State.CurrentLog) return null;
            try
            {
                return locator.Open(number, lso, lineage);
            }
            catch (Db2Exception e) when (e.Db2Message.Definition.Id == "SQL1268N")
            {
                throw Missing(database, number);
            }
        }
    }
}
