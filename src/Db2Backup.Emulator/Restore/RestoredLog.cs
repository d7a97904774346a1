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
    public static void Delete(Database database) => LogFolders.Clean(database);

    /// <summary>
    /// The database will be used without a rollforward. One that is recoverable goes on under a new chain; a circular one has no log
    /// in its image and starts one, behind every address its table spaces know.
    /// </summary>
    public static void Renew(Database database, ImageContents image)
    {
        if (image.Header.Recoverable)
        {
            LogReset.StartNewChain(database);
            return;
        }
        database.Change(state => state.CurrentLogStart = Math.Max(state.CurrentLogStart, image.Control.RedoStart));
        LogReset.StartOver(database);
    }
}
