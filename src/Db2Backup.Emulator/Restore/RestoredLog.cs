using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Restore;

/// <summary>The active log of a restored database.</summary>
internal static class RestoredLog
{
    /// <summary>
    /// The target was another database: its logs go. Those of the same database stay, a rollforward will read them.
    /// [messages.md, SQL2523W, SQL2529W]
    /// </summary>
    public static void Delete(Database database)
    {
        if (!Directory.Exists(LogManager.Folder(database))) return;
        foreach (var file in Directory.EnumerateFiles(LogManager.Folder(database), "S*.LOG")) File.Delete(file);
    }

    /// <summary>The database will be used without a rollforward: what it writes from now on is a new log.</summary>
    public static void Renew(Database database)
    {
        if (database.State.Recoverable) LogReset.StartNewChain(database);
        else LogReset.StartOver(database);
    }
}
