namespace Db2Backup.Emulator.Messages;

/// <summary>Connection, instance and state: messages.md, table "Connection, instance, state", and those of configuration.</summary>
internal static class StateMessages
{
    private const string General = "id and text are from general knowledge of the message catalogue";

    public static IReadOnlyList<MessageDefinition> All { get; } =
    [
        // directory, creation
        new("SQL1000N", "", "\"{0}\" is not a valid database alias.", General),
        new("SQL1001N", "2E000", "\"{0}\" is not a valid database name.", General),
        new("SQL1004C", "", "There is not enough storage on the file system to process the command."),
        new("SQL1005N", "", "The database alias \"{0}\" already exists in either the local database directory or system database directory."),
        new("SQL1013N", "42705", "The database alias name or database name \"{0}\" could not be found."),
        new("SQL1027N", "", "The node directory cannot be found."),
        new("SQL1031N", "58031", "The database directory cannot be found on the indicated file system."),
        new("SQL1051N", "", "The path \"{0}\" does not exist or is not valid."),
        new("SQL1052N", "", "The database path \"{0}\" does not exist."),
        new("SQL1057W", "01606", "The system database directory is empty."),
        new("SQL1062N", "", "The database path \"{0}\" could not be found.", General),
        new("SQL1097N", "42720", "The node name was not found in the node directory.", General),
        new("SQL1205N", "22522", "The code page \"{0}\" and/or territory id \"{1}\" that has been specified is not supported.", General),
        new("SQL1728N", "", "The command or operation failed because the keystore could not be accessed. Reason code \"{0}\".", General),

        // connection
        new("SQL0752N", "0A001", "Connecting to a database is not permitted within a logical unit of work when the CONNECT type 1 setting is in use.", General),
        new("SQL0843N", "08003", "The server name does not specify an existing connection.", General),
        new("SQL1015N", "55025", "The database is in an inconsistent state.", "id for a database that needs crash recovery"),
        new("SQL1035N", "57019", "The operation failed because the specified database cannot be connected to in the mode requested."),
        new("SQL1036C", "58030", "An I/O error occurred while accessing the database.", General),
        new("SQL1060N", "08004", "User \"{0}\" does not have the CONNECT privilege."),
        new("SQL1116N", "57019", "A connection to or activation of database \"{0}\" failed because the database is in BACKUP PENDING state."),
        new("SQL1117N", "57019", "A connection to or activation of database \"{0}\" cannot be made because of ROLL-FORWARD PENDING."),
        new("SQL1118N", "57019", "A connection to or activation of database \"{0}\" cannot be made, because a previous backup is incomplete.", General),
        new("SQL1119N", "57019", "A connection to or activation of database \"{0}\" cannot be made because a previous restore is incomplete or still in progress."),
        new("SQL1762N", "08004", "Unable to connect to database because there is not enough space to allocate active log files.", General),
        new("SQL20157N", "08004", "User ID \"{0}\" failed to attach to a quiesced instance, or connect to a quiesced database or a database in a quiesced instance which is in the following quiesce mode: \"{1}\".", General),

        // activation, quiesce, applications
        new("SQL1230W", "", "A force was requested for at least one application handle that does not correspond to any current application.", General),
        new("SQL1371W", "", "The operation was not executed because the specified instance or database \"{0}\" is already quiesced."),
        new("SQL1373W", "", "Cannot unquiesce instance or database \"{0}\" because it is not quiesced."),
        new("SQL1490W", "", "Activate database is successful, however, the database has already been activated on one or more nodes."),
        new("SQL1427N", "", "An instance attachment does not exist.", General),
        new("SQL1493N", "", "The application is already connected to an active database.", General),
        new("SQL1494W", "", "Activate database is successful, however, there is already a connection to the database.", General),
        new("SQL1495W", "", "Deactivate database is successful, however, there is still a connection to the database."),
        new("SQL1496W", "", "Deactivate database is successful, but the database was not activated.", General),
        new("SQL1611W", "", "No data was returned by Database System Monitor."),

        // configuration
        new("SQL1362W", "", "One or more of the parameters submitted for immediate modification were not changed dynamically. Client changes will not be effective until the next time the application is started or the TERMINATE command has been issued. Server changes will not be effective until the next DB2START command.", General),
        new("SQL1363W", "", "One or more of the parameters submitted for immediate modification were not changed dynamically. For these configuration parameters, the database must be shutdown and reactivated before the configuration parameter changes become effective."),
        new("SQL5099N", "08004", "The value \"{0}\" indicated by the database configuration parameter \"{1}\" is not valid, reason code \"{2}\"."),
        new("SQL5112N", "", "The value of the configuration parameter \"{0}\" must be either \"{1}\" or \"{2}\".", General),
        new("SQL5130N", "", "The value specified for the configuration parameter \"{0}\" is not in the valid range of \"{1}\" to \"{2}\".", General),
        new("SQL5131N", "", "The value specified for the configuration parameter \"{0}\" is not in the valid range.  The valid range is \"-1\", or from \"{1}\" to \"{2}\".", General),
        new("SQL5153N", "", "The update cannot be completed because the following relationship would be violated: \"{0}\".", General),
        new("SQL5154N", "", "The requested combination of configuration values and \"AUTOMATIC\" or \"COMPUTED\" is not allowed for configuration parameter \"{0}\".  Reason code: \"{1}\".", General),

        // what the stand-in never does itself, for its fault switches
        new("SQL1218N", "57011", "There are no pages currently available in buffer pool \"{0}\"."),
        new("SQL1350N", "", "The application is not in the correct state to process this request.  Reason code=\"{0}\"."),
        new("SQL1564N", "", "The statement or command was not processed because the database does not support the operation.  Reason code = \"{0}\"."),
        new("SQL1598N", "42968", "An attempt to connect to the database server failed because of a licensing problem."),
        new("SQL1763N", "429BC", "Invalid ALTER TABLESPACE statement for table space \"{0}\" due to reason \"{1}\".", General),
        new("SQL1768N", "", "Unable to start HADR.  Reason code = \"{0}\".", General),
        new("SQL1769N", "", "Stop HADR cannot complete.  Reason code = \"{0}\"."),
        new("SQL1776N", "", "The command cannot be issued on an HADR database.  Reason code = \"{0}\"."),
        new("SQL6036N", "", "START or STOP DATABASE MANAGER command is already in progress."),
        new("SQL22205C", "", "The DB2 Administration Server encountered an unexpected error.", General),
        new("SQL30061N", "08004", "The database alias or database name \"{0}\" was not found at the remote node."),
    ];
}
