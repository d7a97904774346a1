namespace Db2Backup.Emulator.Messages;

/// <summary>Messages of the command line processor, of starting and stopping the instance, and of reaching it.</summary>
internal static class ClpMessages
{
    private const string General = "id or text from general knowledge of the message catalogue";

    public static IReadOnlyList<MessageDefinition> All { get; } =
    [
        new("DB20000I", "", "The {0} command completed successfully."),
        new("DB21002E", "", "Invalid command line option \"{0}\".", General),
        new("DB21004E", "", "You cannot specify \"{0}\": the value is missing or not valid.", General),
        new("DB21005E", "", "An error occurred while accessing the file \"{0}\".", General),
        new("DB21007E", "", "End of file reached while reading the command.", General),
        new("DB21015E", "", "The Command Line Processor backend process request queue or input queue was not created within the timeout period.", General),
        new("DB21016E", "", "The Command Line Processor encountered a system error while sending the command to the backend process."),
        new("DB21018E", "", "A system error occurred. The command line processor could not continue processing.", General),
        new("DB21024I", "", "This command is asynchronous and may not be effective immediately.\n"),
        new("DB21034E", "", "The command was processed as an SQL statement because it was not a valid Command Line Processor command.  During SQL processing it returned:"),
        new("DB21056W", "", "Directory changes may not be effective until the directory cache is refreshed."),
        new("DB21061E", "", "Command line environment not initialized.", General),
        new("DB21102E", "", "Help is not available for \"{0}\".", General),
        new("SQL0100W", "02000", "No row was found for FETCH, UPDATE or DELETE; or the result of a query is an empty table."),
        new("SQL0901N", "58004", "The SQL statement or command failed because of a database system error. (Reason \"{0}\".)", General),
        new("SQL0952N", "57014", "Processing was cancelled due to an interrupt.", General),
        new("SQL1024N", "08003", "A database connection does not exist."),
        new("SQL1025N", "", "The database manager was not stopped because databases are still active.", General),
        new("SQL1026N", "", "The database manager is already active."),
        new("SQL1032N", "57019", "No start database manager command was issued."),
        new("SQL1042C", "58004", "An unexpected system error occurred."),
        new("SQL1063N", "", "DB2START processing was successful."),
        new("SQL1064N", "", "DB2STOP processing was successful."),
        new("SQL1092N", "", "The requested command or operation failed because the user ID does not have the authority to perform the requested command or operation.  User ID: \"{0}\".", General),
        new("SQL1224N", "55032", "The database manager is not able to accept new requests, has terminated all requests in progress, or has terminated the specified request because of an error or a forced interrupt."),
        new("SQL1390C", "", "The environment variable DB2INSTANCE is not defined or is invalid.", "id for a bad DB2INSTANCE"),
        new("SQL10007N", "", "Message \"{0}\" could not be retrieved.  Reason code: \"{1}\".", "id for a missing DB2INSTANCE"),
        new("SQL30081N", "08001", "A communication error has been detected. Communication protocol being used: \"{0}\".  Communication API being used: \"{1}\".  Location where the error was detected: \"{2}\".  Communication function detecting the error: \"{3}\".  Protocol specific error code(s): \"{4}\", \"{5}\", \"{6}\".", General),
        new("SQL30082N", "08001", "Security processing failed with reason \"{0}\" (\"{1}\")."),
    ];
}
