using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Databases;

/// <summary>An active database for a utility of table spaces: beside others with ONLINE, else alone.</summary>
internal static class UtilityUse
{
    public static IDisposable Of(CommandContext context, Database database, string alias, bool online)
    {
        if (online)
        {
            context.Application.Connect(database, alias);
            return new Ending(context.Application.Disconnect);
        }
        var alone = database.Exclusive(context.Application);
        try
        {
            if (database.State.RestorePending) throw new Db2Exception("SQL1119N", database.Name);
            if (database.State.Rollforward is not null) throw new Db2Exception("SQL1117N", database.Name);
            if (database.State.BackupPending) throw new Db2Exception("SQL1116N", database.Name);
            database.StartForUtility();
            return alone;
        }
        catch
        {
            alone.Dispose();
            throw;
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
