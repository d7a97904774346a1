using System.Globalization;

namespace Db2Backup.Db2;

/// <summary>
/// Every statement that is ever sent to Db2, in the clause order that Db2 documents. Values are checked and quoted here and
/// nowhere else; a statement with a secret has a masked form beside it.
/// </summary>
internal static partial class Statements
{
    private const string Mask = "'********'";

    private static Db2Statement Command(string text) => new(text, text, IsQuery: false);

    public static Db2Statement Query(string sql) => new(sql, sql, IsQuery: true);

    public static Db2Statement ListDatabaseDirectory => Command("LIST DATABASE DIRECTORY");
    public static Db2Statement GetInstanceConfiguration => Command("GET DATABASE MANAGER CONFIGURATION");
    public static Db2Statement ListUtilities => Command("LIST UTILITIES SHOW DETAIL");
    public static Db2Statement ListActiveDatabases => Command("LIST ACTIVE DATABASES");
    public static Db2Statement ConnectReset => Command("CONNECT RESET") with { ConnectsTo = "" };
    public static Db2Statement Terminate => Command("TERMINATE") with { ConnectsTo = "" };
    public static Db2Statement Unquiesce => Command("UNQUIESCE DATABASE");

    public static Db2Statement Connect(string alias) => Command($"CONNECT TO {Db2Quote.Alias(alias)}") with { ConnectsTo = Db2Quote.Alias(alias) };

    public static Db2Statement Connect(string alias, string user, string password) => new(
        $"CONNECT TO {Db2Quote.Alias(alias)} USER {Db2Quote.Text(user)} USING {Db2Quote.Text(password)}",
        $"CONNECT TO {Db2Quote.Alias(alias)} USER {Db2Quote.Text(user)} USING {Mask}", IsQuery: false);

    public static Db2Statement GetConfiguration(string alias) => Command($"GET DATABASE CONFIGURATION FOR {Db2Quote.Alias(alias)}");

    /// <summary>Text values are quoted; NULL, numbers and keywords are not: the caller says which by <see cref="ConfigurationValue"/>.</summary>
    public static Db2Statement UpdateConfiguration(string alias, params (string Parameter, ConfigurationValue Value)[] settings)
    {
        var list = string.Join(' ', settings.Select(s => $"{Parameter(s.Parameter)} {s.Value.Text}"));
        return Command($"UPDATE DATABASE CONFIGURATION FOR {Db2Quote.Alias(alias)} USING {list}") with
        {
            AdminCommand = $"UPDATE DATABASE CONFIGURATION USING {list}",
        };
    }

    public static Db2Statement ListApplications(string alias) => Command($"LIST APPLICATIONS FOR DATABASE {Db2Quote.Alias(alias)}");

    /// <summary>Never ALL: that hits every database of the instance.</summary>
    public static Db2Statement ForceApplications(IReadOnlyList<int> handles)
    {
        if (handles.Count == 0) throw new ArgumentException("internal error: no handle to force", nameof(handles));
        var list = string.Join(", ", handles.Select(h => h.ToString(CultureInfo.InvariantCulture)));
        return Command($"FORCE APPLICATION ({list})") with { AdminCommand = $"FORCE APPLICATION ({list})" };
    }

    /// <summary>Of the connected database.</summary>
    public static Db2Statement QuiesceForcing => Command("QUIESCE DATABASE IMMEDIATE FORCE CONNECTIONS");

    public static Db2Statement Activate(string alias) => Command($"ACTIVATE DATABASE {Db2Quote.Alias(alias)}");
    public static Db2Statement Deactivate(string alias) => Command($"DEACTIVATE DATABASE {Db2Quote.Alias(alias)}");
    public static Db2Statement ListBackupHistory(string alias) => Command($"LIST HISTORY BACKUP ALL FOR DATABASE {Db2Quote.Alias(alias)}");
    public static Db2Statement ListLogHistory(string alias) => Command($"LIST HISTORY ARCHIVE LOG ALL FOR DATABASE {Db2Quote.Alias(alias)}");
    public static Db2Statement ListHistory(string alias) => Command($"LIST HISTORY ALL FOR DATABASE {Db2Quote.Alias(alias)}");

    /// <summary>Of the connected database: every entry up to a time, and the archived logs of those [commands.md, PRUNE HISTORY].</summary>
    public static Db2Statement PruneHistoryAndDelete(Db2Timestamp until) => Command($"PRUNE HISTORY {until} AND DELETE");

    /// <summary>Of the connected database: what an entry tells of is gone [images-and-logs.md, History file].</summary>
    public static Db2Statement MarkDeleted(long entry) => Command(string.Create(CultureInfo.InvariantCulture, $"UPDATE HISTORY EID {entry} WITH STATUS D"));

    /// <summary>How many tables are set up for programs that read the log (DATA CAPTURE CHANGES: N is none) [IBM Docs, SYSCAT.TABLES].</summary>
    public static Db2Statement CapturedTables => Query("SELECT COUNT(*) AS TABLES FROM SYSCAT.TABLES WHERE DATACAPTURE <> 'N'");

    /// <summary>Of the connected primary, a row per standby and log stream [IBM Docs, MON_GET_HADR].</summary>
    public static Db2Statement Standbys =>
        Query("SELECT STANDBY_ID, LOG_STREAM_ID, HADR_CONNECT_STATUS, STANDBY_REPLAY_LOG_FILE FROM TABLE(MON_GET_HADR(-2)) AS T ORDER BY STANDBY_ID, LOG_STREAM_ID");

    public static Db2Statement ArchiveLog(string alias) => Command($"ARCHIVE LOG FOR DATABASE {Db2Quote.Alias(alias)}");
    public static Db2Statement Restart(string alias) => Command($"RESTART DATABASE {Db2Quote.Alias(alias)}");
    public static Db2Statement Drop(string alias) => Command($"DROP DATABASE {Db2Quote.Alias(alias)}");
    public static Db2Statement QueryRollforward(string alias) => Command($"ROLLFORWARD DATABASE {Db2Quote.Alias(alias)} QUERY STATUS USING UTC TIME");

    /// <summary>Used pages of all table spaces on all members, in bytes: what GET_DBSIZE_INFO calls the size, without its side effects [sql.md].</summary>
    public static Db2Statement DataSize =>
        Query("SELECT BIGINT(SUM(BIGINT(TBSP_USED_PAGES) * BIGINT(TBSP_PAGE_SIZE))) AS BYTES FROM TABLE(MON_GET_TABLESPACE('', -2)) AS T");

    /// <summary>Bytes of log that open units of work hold on all members [sql.md, MON_GET_TRANSACTION_LOG].</summary>
    public static Db2Statement UsedLogBytes =>
        Query("SELECT BIGINT(SUM(TOTAL_LOG_USED)) AS BYTES FROM TABLE(MON_GET_TRANSACTION_LOG(-2)) AS T");

    /// <summary>The log that is written, the one that comes next into the archive, and the log chain, of every member [sql.md, MON_GET_TRANSACTION_LOG].</summary>
    public static Db2Statement LogState =>
        Query("SELECT CURRENT_ACTIVE_LOG, METHOD1_NEXT_LOG_TO_ARCHIVE, LOG_CHAIN_ID FROM TABLE(MON_GET_TRANSACTION_LOG(-2)) AS T ORDER BY MEMBER");

    /// <summary>The table spaces on all members. The name comes last: what is printed behind a name of other letters may be moved.</summary>
    public static Db2Statement TableSpaces => Query(
        "SELECT TBSP_ID, TBSP_PAGE_SIZE, TBSP_USED_PAGES, TBSP_TYPE, TBSP_CONTENT_TYPE, TBSP_STATE, TBSP_NAME FROM TABLE(MON_GET_TABLESPACE('', -2)) AS T ORDER BY TBSP_ID, MEMBER");

    /// <summary>Table spaces in any other state than NORMAL.</summary>
    public static Db2Statement AbnormalTableSpaces =>
        Query("SELECT TBSP_NAME, TBSP_STATE FROM TABLE(MON_GET_TABLESPACE('', -2)) AS T WHERE TBSP_STATE <> 'NORMAL'");

    /// <summary>Tables that cannot be used any more.</summary>
    public static Db2Statement UnavailableTables =>
        Query("SELECT TABSCHEMA, TABNAME FROM SYSIBMADM.ADMINTABINFO WHERE AVAILABLE = 'N'");

    private static string Parameter(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && name.Length > 0
        ? name.ToUpperInvariant()
        : throw new ArgumentException($"internal error: '{name}' is no configuration parameter", nameof(name));
}

/// <summary>The value of a configuration parameter as it stands in UPDATE DATABASE CONFIGURATION.</summary>
internal readonly record struct ConfigurationValue(string Text)
{
    public static ConfigurationValue Off { get; } = new("OFF");
    public static ConfigurationValue On { get; } = new("ON");
    public static ConfigurationValue Yes { get; } = new("YES");

    /// <summary>Empties a parameter; upper case only [clp.md §3].</summary>
    public static ConfigurationValue Null { get; } = new("NULL");

    public static ConfigurationValue Number(int number) => new(number.ToString(CultureInfo.InvariantCulture));
    public static ConfigurationValue Path(string path) => new(Db2Quote.Path(path));

    /// <summary>DISK:path, in quotes as a whole.</summary>
    public static ConfigurationValue Disk(string path) => new("'DISK:" + Db2Quote.Path(path)[1..]);

    /// <summary>As GET DATABASE CONFIGURATION showed it: to put a value back.</summary>
    public static ConfigurationValue AsShown(string value) => value.Length == 0 ? Null : new(Db2Quote.Text(value));
}
