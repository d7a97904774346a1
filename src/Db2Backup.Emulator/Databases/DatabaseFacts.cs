using System.Globalization;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Databases;

/// <summary>The rows of GET DATABASE CONFIGURATION that are no parameters: what a database is, and the state it is in.</summary>
internal static class DatabaseFacts
{
    // 11.5 [commands.md, LIST DATABASE DIRECTORY and GET DATABASE CONFIGURATION].
    private const string ReleaseLevel = "0x1500";

    public static string Value(Database database, string fact) => fact switch
    {
        "release" or "database_level" => ReleaseLevel,
        "update_level_pending" => "NO (0x0)",
        "number_compat" or "varchar2_compat" or "date_compat" => "OFF",
        "backup_pending" => YesNo(database.State.BackupPending),
        "database_consistent" => YesNo(database.IsActive ? database.Writer.CurrentCount > 0 : database.State.Consistent),
        "rollfwd_pending" => database.State.Rollforward is not null ? "DATABASE"
            : database.State.TableSpaces.Values.Any(t => t.Pending == TableSpacePending.Rollforward) ? "TABLESPACE" : "NO",
        "restore_pending" => YesNo(database.State.RestorePending),
        "upgrade_pending" or "suspend_io" or "encrypted_database" => "NO",
        "multipage_alloc" => "YES",
        // [images-and-logs.md, Log files: "GET DB CFG: DISK/TSM/VENDOR show …"]
        "log_retain_status" => database.Configuration.Get("logarchmeth1") == "LOGRETAIN" ? "RECOVERY" : "NO",
        "user_exit_status" => YesNo(database.Configuration.Get("logarchmeth1") is not ("OFF" or "LOGRETAIN")),
        "numsegs" => "1",
        "logpath" => WithSlash(LogManager.Folder(database)),
        "loghead" => FirstActiveLog(database),
        "hadr_db_role" => "STANDARD",
        // What is left was fixed when the database was created.
        _ => database.Configuration.Get(fact),
    };

    // Empty with circular logging [commands.md, GET DATABASE CONFIGURATION, rows to read].
    private static string FirstActiveLog(Database database)
    {
        if (!database.State.Recoverable) return "";
        var number = database.FirstActiveLog;
        return string.Create(CultureInfo.InvariantCulture, $"S{number:D7}.LOG");
    }

    private static string YesNo(bool value) => value ? "YES" : "NO";

    private static string WithSlash(string folder) => folder.EndsWith('/') ? folder : folder + "/";
}
