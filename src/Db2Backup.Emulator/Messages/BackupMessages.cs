namespace Db2Backup.Emulator.Messages;

/// <summary>Messages of BACKUP DATABASE and of utilities in general. [messages.md, Backup]</summary>
internal static class BackupMessages
{
    private const string Id = "messages.md, Backup: id, letter or text not confirmed";

    public static IReadOnlyList<MessageDefinition> All { get; } =
    [
        new("SQL2001N", "", "The utility was interrupted. The output data may be incomplete."),
        new("SQL2009C", "", "There is not enough memory available to run the utility.", Id),
        new("SQL2025N", "", "An I/O error occurred. Error code: \"{0}\". Media on which this error occurred: \"{1}\"."),
        new("SQL2032N", "22531", "The \"{0}\" parameter is not valid."),
        new("SQL2033N", "", "An error occurred while accessing TSM during the processing of a database utility. TSM reason code: \"{0}\".", Id),
        new("SQL2036N", "", "The path for the file, named pipe, or device \"{0}\" is not valid."),
        new("SQL2037N", "", "TSM could not be loaded.", Id),
        new("SQL2038N", "", "A database system error \"{0}\" occurred during processing.", Id),
        new("SQL2043N", "", "Unable to start a child process or thread.", Id),
        new("SQL2044N", "", "An error occurred while accessing a message queue. Reason code: \"{0}\".", Id),
        new("SQL2048N", "", "An error occurred while accessing object \"{0}\". Reason code: \"{1}\".", Id),
        new("SQL2054N", "", "The backup image is corrupt."),
        new("SQL2055N", "", "Unable to access memory from memory set \"{0}\".", Id),
        new("SQL2059W", "", "A device full warning was encountered on device \"{0}\". Do you want to continue(c), terminate this device only(d), abort the utility(t) ? (c/d/t)", Id),
        new("SQL2061N", "", "An attempt to access media \"{0}\" is denied."),
        new("SQL2062N", "", "An error occurred while accessing media \"{0}\". Reason code: \"{1}\"."),
        new("SQL2071N", "", "An error occurred while accessing the shared library \"{0}\". Reason code: \"{1}\".", Id),
        new("SQL2406N", "", "The BACKUP cannot be performed because the database needs to be rolled forward.", Id),
        new("SQL2412C", "", "Corrupt data was encountered during the backup of the database.", Id),
        new("SQL2413N", "", "Online backup is not allowed because the database is not recoverable or a backup pending condition is in effect."),
        new("SQL2418N", "", "The input or target list specified is not valid.", Id),
        new("SQL2419N", "", "The target disk \"{0}\" has become full."),
        new("SQL2420N", "", "The target \"{0}\" is too small to hold the first 4 KB of the backup image.", Id),
        new("SQL2421N", "", "Table space level backup is not allowed because roll-forward recovery is not enabled.", Id),
        new("SQL2425N", "", "The online backup conflicts with another utility that is running on the database.", Id),
        new("SQL2426N", "", "The database has not been configured to allow the incremental backup operation. Reason code = \"{0}\"."),
        new("SQL2428N", "", "The BACKUP did not complete because one or more of the requested log files could not be retrieved.", Id),
        new("SQL2429N", "", "The database backup failed. The following database partitions returned errors: \"{0}\"."),
        new("SQL2430W", "", "The database backup succeeded. However, the following database partitions do not hold some of the table spaces: \"{0}\"."),
        new("SQL2431W", "", "The database backup succeeded. On each database partition, only those log files that were active during the backup operation are included in the backup image."),
        new("SQL20322N", "", "The database name \"{0}\" is not the name of the database to which the application is connected."),
    ];
}
