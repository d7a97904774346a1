using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>BACKUP, RESTORE and ROLLFORWARD.</summary>
internal static partial class MessageTable
{
    private static void AddBackup(Messages known)
    {
        known.Add("SQL2001", ErrorKind.OperationStopped, "The utility was interrupted; see the first message for the cause.");
        known.Add("SQL2009", ErrorKind.ResourceUnavailable, "Raise UTIL_HEAP_SZ, or give fewer and smaller buffers.");
        known.Add("SQL2025", ErrorKind.WriteError, "Reading or writing the target failed: check device, mount or whoever reads the pipe.");
        known.Add("SQL2032", ErrorKind.InvalidArgument, "A parameter was not valid for this utility.");
        known.Add("SQL2036", ErrorKind.InvalidArgument, "The path must be absolute, exist on the server and be usable by the instance owner.");
        known.Add("SQL2048", ErrorKind.ReadError, "Db2 could not access an object: look in db2diag.log.");
        known.Add("SQL2059", ErrorKind.ResourceUnavailable, "The target is full: free space, or name another path.");
        known.Add("SQL2061", ErrorKind.PermissionDenied, "Db2's user may not use the target: give it to the instance owner.");
        known.Add("SQL2062", ErrorKind.ReadError, "Access to the media failed: check the path and the reason code in the message.");
        known.Add("SQL2406", ErrorKind.InvalidOperation, "Finish the rollforward first: Invoke-Db2Rollforward.");
        known.Add("SQL2412", ErrorKind.InvalidData, "Db2 found corrupt data in the database: keep all older backups, call for help, do not overwrite anything.");
        known.Add("SQL2413", ErrorKind.InvalidOperation, "Online backup needs archive logging: Enable-Db2ArchiveLogging, or take an offline backup.");
        known.Add("SQL2419", ErrorKind.ResourceUnavailable, "The target disk is full: delete the partial images that were named, free space, or name another path.");
        known.Add("SQL2421", ErrorKind.InvalidOperation, "Table space backup needs archive logging: Enable-Db2ArchiveLogging.");
        known.Add("SQL2425", ErrorKind.ResourceBusy, "Another utility is running; try again when it has ended.");
        known.Add("SQL2426", ErrorKind.InvalidOperation, "Set TRACKMOD on and take a full backup first; a new table space needs one too.");
        known.Add("SQL2428", ErrorKind.ReadError, "A log that the image must include could not be had: check the log archive, then run it again.");
        known.Add("SQL20322", ErrorKind.InvalidArgument, "Connect to the database that is to be backed up.");
    }

    private static void AddRestore(Messages known)
    {
        known.Add("SQL2501", ErrorKind.InvalidData, "The restored database cannot be used: restore again, from another copy if it stays.");
        known.Add("SQL2502", ErrorKind.ReadError, "The image could not be read: take another copy.");
        known.Add("SQL2503", ErrorKind.InvalidArgument, "The image is of another database: check which file was given.");
        known.Add("SQL2522", ErrorKind.InvalidArgument, "More than one image matches: keep only the wanted one in the folder.");
        known.Add("SQL2530", ErrorKind.InvalidData, "The image is damaged: take another copy of this backup, or another backup.");
        known.Add("SQL2532", ErrorKind.InvalidData, "The file is not the image its name says: its real name is in the message.");
        known.Add("SQL2537", ErrorKind.InvalidOperation, "An online image must be rolled forward: restore to the end of the backup.");
        known.Add("SQL2538", ErrorKind.InvalidData, "The image is cut: take another copy of this backup, or another backup.");
        known.Add("SQL2542", ErrorKind.ObjectNotFound, "No image of that name is in the folder: check alias, timestamp and path.");
        known.Add("SQL2543", ErrorKind.InvalidArgument, "The target directory cannot be used: create it for the instance owner.");
        known.Add("SQL2544", ErrorKind.ResourceUnavailable, "The target directory is full: free space, or name another one.");
        known.Add("SQL2546", ErrorKind.InvalidArgument, "The files of the image are not in order: .001 first.");
        known.Add("SQL2547", ErrorKind.InvalidOperation, "An online image of an older release cannot be restored here: use an offline image of that release.");
        known.Add("SQL2548", ErrorKind.InvalidOperation, "Code page or territory differ: restore into a new database.");
        known.Add("SQL2054", ErrorKind.InvalidData, "The image is damaged: take another copy of this backup, or another backup.");
        known.Add("SQL2565", ErrorKind.InvalidArgument, "The image does not allow this option: an image without logs has none to extract.");
        known.Add("SQL2570", ErrorKind.InvalidOperation, "The image is of another platform family and cannot be restored here.");
        known.Add("SQL2580", ErrorKind.ResourceExists, "The log target holds log files: name an empty folder.");
        known.Add("SQL2581", ErrorKind.InvalidArgument, "Logs could not be extracted: the log target must exist, be empty and be writable by the instance owner.");
    }

    private static void AddRollforward(Messages known)
    {
        known.Add("SQL1260", ErrorKind.InvalidOperation, "The database is not set up for rollforward: its image is usable as it is.");
        known.Add("SQL1261", ErrorKind.InvalidOperation, "Nothing is pending: the database is not in roll-forward pending state.");
        known.Add("SQL1262", ErrorKind.InvalidArgument, "The time cannot be used: give it with its zone.");
        known.Add("SQL1263", ErrorKind.InvalidData, "A file given as a log is none: remove it from the log folder, fetch the log again.");
        known.Add("SQL1264", ErrorKind.InvalidData, "A log belongs to another database: check the log folder.");
        known.Add("SQL1265", ErrorKind.InvalidData, "A log is of another log chain: supply the logs of the right chain, or recover to the end of the backup.");
        known.Add("SQL1266", ErrorKind.InvalidOperation, "The database was rolled forward past this time already: restore again.");
        known.Add("SQL1268", ErrorKind.ReadError, "A log could not be retrieved: supply it in the overflow log path, or recover to the end of the backup.");
        known.Add("SQL1273", ErrorKind.ObjectNotFound, "A log is missing: supply it and run Invoke-Db2Rollforward again; nothing is started over.");
        known.Add("SQL1275", ErrorKind.InvalidArgument, "The time is before the end of the backup, which is the earliest possible: choose that or an older backup.");
        known.Add("SQL1276", ErrorKind.InvalidOperation, "The rollforward has not reached the end of the backup: supply more logs, or recover to the end of the backup.");
        known.Add("SQL4910", ErrorKind.InvalidArgument, "The overflow log path must be an absolute path that exists.");
        known.Add("SQL4970", ErrorKind.InvalidOperation, "The logs at hand end before the wanted point: supply the later logs, or recover to the end of the logs.");
        known.Add("SQL4972", ErrorKind.WriteError, "A log could not be moved to the log path: check space and permissions.");
    }
}
