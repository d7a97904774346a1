namespace Db2Backup.Emulator.Messages;

/// <summary>Messages of ROLLFORWARD, and of whatever else reads logs. [messages.md, Rollforward]</summary>
internal static class RollforwardMessages
{
    private const string Meaning = "messages.md, Rollforward: id and meaning are known by general knowledge only";

    public static IReadOnlyList<MessageDefinition> All { get; } =
    [
        new("SQL1260N", "", "Database \"{0}\" is not configured for roll-forward recovery on database partition(s) \"{1}\".", Meaning),
        new("SQL1261N", "", "Database \"{0}\" is not in roll-forward pending state on database partition(s) \"{1}\", so roll-forward recovery is not needed on these database partition(s).", Meaning),
        new("SQL1262N", "", "The point-in-time specified for rolling forward database \"{0}\" is not valid.", Meaning),
        new("SQL1263N", "", "The archive file \"{0}\" is not a valid log file for database \"{1}\" on database partition \"{2}\" and log stream \"{3}\".", Meaning),
        new("SQL1264N", "", "Log archive file \"{0}\" does not belong to database \"{1}\" but to database \"{2}\", on database partition \"{3}\" and log stream \"{4}\".", Meaning),
        new("SQL1265N", "", "The archive log file \"{0}\" is not associated with the current log sequence for database \"{1}\" on database partition \"{2}\" and log stream \"{3}\"."),
        new("SQL1266N", "", "Database \"{0}\" has been rolled forward to \"{1}\", which is past the specified point-in-time.", Meaning),
        new("SQL1268N", "", "Roll-forward recovery stopped due to error \"{0}\" while retrieving log file \"{1}\" for database \"{2}\" on database partition \"{3}\" and log stream \"{4}\"."),
        new("SQL1271W", "", "Database \"{0}\" is recovered but one or more table spaces are offline on members or nodes \"{1}\"."),
        new("SQL1272N", "", "Table space level roll-forward recovery for database \"{0}\" has stopped before completion on members or nodes \"{1}\".", Meaning),
        new("SQL1273N", "", "An operation reading the logs on database \"{0}\" cannot continue because of a missing log file \"{1}\" on database partition \"{2}\" and log stream \"{3}\".", Meaning),
        new("SQL1274N", "", "Database \"{0}\" requires roll-forward recovery and the point-in-time must be to the end of logs."),
        new("SQL1275N", "", "The stoptime passed to roll-forward must be greater than or equal to \"{0}\", because database \"{1}\" on node(s) \"{2}\" contains information later than the specified time."),
        new("SQL1276N", "", "Database \"{0}\" cannot be brought out of rollforward pending state until roll-forward has passed a point in time greater than or equal to \"{1}\", because node \"{2}\" contains information later than the specified time.", Meaning),
        new("SQL1278W", "", "Roll-forward operation has completed successfully. Active or indoubt transactions required rollback on node(s) \"{0}\".", Meaning),
        new("SQL2417N", "", "Archive log is not allowed on a database that is not recoverable.", "messages.md, Backup: the text and whether ARCHIVE LOG gives it with circular logging"),
        new("SQL4906N", "", "The list of table space names specified is an incomplete list for the roll-forward operation.", Meaning),
        new("SQL4907W", "", "Database \"{0}\" is recovered but one or more tables in the table space list included for the roll-forward operation are placed in set integrity pending state.", Meaning),
        new("SQL4908N", "", "The table space list specified for roll-forward recovery on database \"{0}\" is invalid on database partition(s) \"{1}\"."),
        new("SQL4910N", "", "The overflow log path \"{0}\" is not valid.", Meaning),
        new("SQL4970N", "", "Roll-forward recovery on database \"{0}\" cannot reach the specified stop point (end-of-log or point-in-time) on database partition(s) \"{1}\". Roll-forward recovery processing has halted on log file \"{2}\"."),
        new("SQL4971N", "", "Roll-forward recovery on database \"{0}\" has failed to truncate log file \"{1}\" on node \"{2}\".", Meaning),
        new("SQL4972N", "", "The log extent file \"{0}\" on node \"{1}\" cannot be moved to the database log path.", Meaning),
        new("SQL4973N", "", "Roll-forward recovery on database \"{0}\" cannot complete because log information does not match the history file.", Meaning),
        new("SQL4974W", "", "The ROLLFORWARD DATABASE QUERY STATUS command encountered sqlcode \"{0}\".", Meaning),
        new("SQL4975W", "", "The roll-forward operation was cancelled successfully. The database or selected table spaces have to be restored on members or nodes \"{0}\".", Meaning),
    ];
}
