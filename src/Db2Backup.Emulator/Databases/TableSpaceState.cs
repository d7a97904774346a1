using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Databases;

internal enum TableSpacePending { Restore, Rollforward, Backup }

/// <summary>A table space that is not normal while its database is in use. [sql.md, state bits]</summary>
internal sealed class TableSpaceState
{
    public required TableSpacePending Pending { get; set; }

    /// <summary>Rollforward: where in the log it begins, and the file that holds that place.</summary>
    public long StartLso { get; set; }
    public int StartLog { get; set; }

    /// <summary>The end of the online backup it came from: a rollforward must come this far.</summary>
    public long? BackupEndLso { get; set; }
    public DateTime? BackupEndUtc { get; set; }

    /// <summary>A point in time it was rolled forward to, without STOP so far.</summary>
    public DateTime? ReachedUtc { get; set; }

    /// <summary>As LIST TABLESPACES shows it.</summary>
    public int Bits => Pending switch { TableSpacePending.Restore => 0x100, TableSpacePending.Rollforward => 0x80, _ => 0x20 };

    public string Explanation => Pending switch { TableSpacePending.Restore => "Restore pending", TableSpacePending.Rollforward => "Roll forward pending", _ => "Backup pending" };

    /// <summary>As MON_GET_TABLESPACE shows it.</summary>
    public string Word => Pending switch { TableSpacePending.Restore => "RESTORE_PENDING", TableSpacePending.Rollforward => "ROLLFORWARD_PENDING", _ => "BACKUP_PENDING" };

    /// <summary>SQL0290N: a table space that waits for its recovery lets nobody in, one that waits for a backup only readers.</summary>
    [Unconfirmed("messages.md, SQL0290N: that a table space which is backup pending can be read")]
    public static void RequireAccess(Database database, int id, bool write)
    {
        if (database.State.TableSpaces.TryGetValue(id, out var state) && (write || state.Pending != TableSpacePending.Backup)) throw new Db2Exception("SQL0290N");
    }
}
