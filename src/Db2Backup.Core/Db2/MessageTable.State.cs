using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>Connection, instance and state of the database.</summary>
internal static partial class MessageTable
{
    private static void AddState(Messages known)
    {
        known.Add("SQL0290", ErrorKind.InvalidOperation, "A table space is in a pending state: LIST TABLESPACES shows which; roll it forward or back it up as its state says.");
        known.Add("SQL0964", ErrorKind.ResourceUnavailable, "The transaction log is full: find the oldest unit of work, check that archiving works, and enlarge LOGPRIMARY or LOGSECOND.");
        known.Add("SQL1004", ErrorKind.ResourceUnavailable, "Free space on the file system of the database.");
        known.Add("SQL1005", ErrorKind.ResourceExists, "Choose another name with -TargetDatabase, or overwrite the existing database with -Force.");
        known.Add("SQL1013", ErrorKind.ObjectNotFound, "Check the name; Get-Db2Database lists what is catalogued in this instance.");
        known.Add("SQL1015", ErrorKind.InvalidOperation, "The database needs crash recovery: Restart-Db2Database.");
        known.Add("SQL1024", ErrorKind.InvalidOperation, "The session lost its connection; run it again.");
        known.Add("SQL1032", ErrorKind.ResourceUnavailable, "Start the instance: db2start.");
        known.Add("SQL1034", ErrorKind.InvalidData, "The database is damaged: restore it from a backup.");
        known.Add("SQL1035", ErrorKind.ResourceBusy, "Somebody is connected, or the database is activated: end the applications, or let -Force do it for this database only.");
        known.Add("SQL1036", ErrorKind.ReadError, "Db2 cannot read or write its files: look in db2diag.log, check disks and mounts.");
        known.Add("SQL1051", ErrorKind.ObjectNotFound, "Create the path and give it to the instance owner, or name another one.");
        known.Add("SQL1052", ErrorKind.ObjectNotFound, "Create the path and give it to the instance owner, or name another one.");
        known.Add("SQL1060", ErrorKind.PermissionDenied, "The user may not connect to this database: GRANT CONNECT, or use another user.");
        known.Add("SQL1092", ErrorKind.PermissionDenied, "SYSADM, SYSCTRL or SYSMAINT is needed: run as the instance owner or as a member of one of those groups.");
        known.Add("SQL1116", ErrorKind.InvalidOperation, "The database is BACKUP PENDING: take an offline full backup (Invoke-Db2OfflineBackup, or Enable-Db2ArchiveLogging to finish what it began).");
        known.Add("SQL1117", ErrorKind.InvalidOperation, "The database is ROLL-FORWARD PENDING: Invoke-Db2Rollforward to the end of the backup, of the logs, or a point in time.");
        known.Add("SQL1118", ErrorKind.InvalidOperation, "The previous backup did not finish: take it again.");
        known.Add("SQL1119", ErrorKind.InvalidOperation, "A restore did not finish or still runs: wait if one runs (LIST UTILITIES), else restore again; rollforward cannot help.");
        known.Add("SQL1224", ErrorKind.ResourceUnavailable, "The request was ended by the database manager (forced, or the instance stopped): check the instance and run it again.");
        known.Add("SQL1477", ErrorKind.InvalidData, "The table cannot be used: an unlogged change was rolled forward over. Drop and make it again, or restore from a later backup.");
        known.Add("SQL1762", ErrorKind.ResourceUnavailable, "Free space in the log path.");
        known.Add("SQL1776", ErrorKind.InvalidOperation, "This is an HADR standby: back up on the primary.");
        known.Add("SQL5099", ErrorKind.InvalidArgument, "A configured path cannot be used on this host: make it for the instance owner, or set LOGARCHMETH1, NEWLOGPATH or MIRRORLOGPATH to one that exists.");
        known.Add("SQL30061", ErrorKind.ObjectNotFound, "The server does not know this database: check its name there.");
        known.Add("SQL30081", ErrorKind.ConnectionError, "The server cannot be reached: check host, port and firewall.");
        known.Add("SQL30082", ErrorKind.SecurityError, "User or password was refused.");
    }
}
