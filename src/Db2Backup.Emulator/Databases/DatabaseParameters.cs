using Db2Backup.Emulator.Configuration;
using static Db2Backup.Emulator.Configuration.Rows;

namespace Db2Backup.Emulator.Databases;

/// <summary>
/// The configuration of an 11.5 database on Linux: every row of GET DATABASE CONFIGURATION in its order. Defaults are those
/// of a new database after the configuration advisor has been over it.
/// </summary>
internal static class DatabaseParameters
{
    public static ParameterTable Table { get; } = new(
    [
        Fact("release", "Database configuration release level"),
        Fact("database_level", "Database release level"),
        Blank,
        Fact("update_level_pending", "Update to database level pending"),
        Fact("territory", "Database territory"),
        Fact("codepage", "Database code page"),
        Fact("codeset", "Database code set"),
        Fact("country", "Database country/region code"),
        Fact("collate_info", "Database collating sequence"),
        Offline("alt_collate", "Alternate collating sequence", "", Text),
        Fact("number_compat", "Number compatibility"),
        Fact("varchar2_compat", "Varchar2 compatibility"),
        Fact("date_compat", "Date compatibility"),
        Fact("pagesize", "Database page size"),
        Blank,
        Online("stmt_conc", "Statement concentrator", "OFF", OneOf("OFF", "LITERALS", "COMMENTS", "COMM_LIT")),
        Blank,
        Online("discover_db", "Discovery support for this database", "ENABLE", OneOf("ENABLE", "DISABLE")),
        Blank,
        Fact("restrict_access", "Restrict access"),
        Online("dft_queryopt", "Default query optimization class", "5", Number(0, 9)),
        Online("dft_degree", "Degree of parallelism", "1", NumberOrUnlimited(1, 32767)),
        Online("dft_sqlmathwarn", "Continue upon arithmetic exceptions", "NO", Only("NO", YesNo)),
        Online("dft_refresh_age", "Default refresh age", "0", OneOf("0", "ANY")),
        Online("dft_mttb_types", "Default maintained table types for opt", "SYSTEM", OneOf("SYSTEM", "USER", "ALL", "NONE")),
        Online("num_freqvalues", "Number of frequent values retained", "10", Number(0, 32767)),
        Online("num_quantiles", "Number of quantiles retained", "20", Number(0, 32767)),
        Blank,
        Offline("decflt_rounding", "Decimal floating point rounding mode", "ROUND_HALF_EVEN",
            OneOf("ROUND_HALF_EVEN", "ROUND_CEILING", "ROUND_FLOOR", "ROUND_HALF_UP", "ROUND_DOWN")),
        Blank,
        Offline("dec_arithmetic", "DECIMAL arithmetic mode", "", Only("", Text)),
        Offline("large_aggregation", "Large aggregation", "NO", Only("NO", YesNo)),
        Blank,
        Fact("backup_pending", "Backup pending"),
        Blank,
        Fact("database_consistent", "All committed transactions have been written to disk"),
        Fact("rollfwd_pending", "Rollforward pending"),
        Fact("restore_pending", "Restore pending"),
        Blank,
        Fact("upgrade_pending", "Upgrade pending"),
        Blank,
        Fact("multipage_alloc", "Multi-page file allocation enabled"),
        Blank,
        Fact("log_retain_status", "Log retain for recovery status"),
        Fact("user_exit_status", "User exit for logging status"),
        Blank,
        .. Memory,
        .. Storage,
        .. DatabaseLogParameters.Rows,
        .. DatabaseBehaviourParameters.Rows,
    ],
    Fixed("codeset", "UTF-8"), Fixed("codepage", "1208"), Fixed("territory", "US"), Fixed("country", "1"),
    Fixed("collate_info", "IDENTITY"), Fixed("pagesize", "4096"), Fixed("restrict_access", "NO"));

    private static ReportRow[] Memory =>
    [
        Online("self_tuning_mem", "Self tuning memory", "ON", OnOff),
        Online("database_memory", "Size of database shared memory (4KB)", "AUTOMATIC(79840)", Tuned(0, 4294967295)),
        Online("db_mem_thresh", "Database memory threshold", "100", Number(0, 100)),
        Online("locklist", "Max storage for lock list (4KB)", "AUTOMATIC(4096)", Tuned(4, 134217728)),
        Online("maxlocks", "Percent. of lock lists per application", "AUTOMATIC(10)", Tuned(1, 100)),
        Online("pckcachesz", "Package cache size (4KB)", "AUTOMATIC((MAXAPPLS*8))", Tuned(32, 2147483646)),
        Online("sheapthres_shr", "Sort heap thres for shared sorts (4KB)", "AUTOMATIC(5000)", Tuned(250, 2147483647)),
        Online("sortheap", "Sort list heap (4KB)", "AUTOMATIC(256)", Tuned(16, 4294967295)),
        Blank,
        Online("dbheap", "Database heap (4KB)", "AUTOMATIC(1200)", Tuned(32, 2147483647)),
        Online("catalogcache_sz", "Catalog cache size (4KB)", "300", NumberOrUnlimited(8, 524288)),
        Offline("logbufsz", "Log buffer size (4KB)", "2150", Number(4, 131070)),
        Online("util_heap_sz", "Utilities heap size (4KB)", "AUTOMATIC(5000)", Tuned(16, 2147483647)),
        Online("stmtheap", "SQL statement heap (4KB)", "AUTOMATIC(8192)", Tuned(128, 2147483647)),
        Online("applheapsz", "Default application heap (4KB)", "AUTOMATIC(256)", Tuned(16, 2147483647)),
        Online("appl_memory", "Application Memory Size (4KB)", "AUTOMATIC(40000)", Tuned(128, 4294967295)),
        Online("stat_heap_sz", "Statistics heap size (4KB)", "AUTOMATIC(4384)", Tuned(1096, 2147483647)),
        Blank,
        Online("dlchktime", "Interval for checking deadlock (ms)", "10000", Number(1000, 600000)),
        Offline("locktimeout", "Lock timeout (sec)", "-1", NumberOrUnlimited(0, 32767)),
        Blank,
    ];

    private static ReportRow[] Storage =>
    [
        Offline("chngpgs_thresh", "Changed pages threshold", "80", Number(5, 99)),
        Offline("num_iocleaners", "Number of asynchronous page cleaners", "AUTOMATIC(1)", Tuned(0, 255)),
        Offline("num_ioservers", "Number of I/O servers", "AUTOMATIC(4)", Tuned(1, 255)),
        Online("seqdetect", "Sequential detect flag", "YES", YesNo),
        Online("dft_prefetch_sz", "Default prefetch size (pages)", "AUTOMATIC", Tuned(0, 32767)),
        Blank,
        Offline("trackmod", "Track modified pages", "NO", YesNo),
        Blank,
        Fact("numsegs", "Default number of containers"),
        Online("dft_extent_sz", "Default tablespace extentsize (pages)", "32", Number(2, 256)),
        Blank,
        Online("maxappls", "Max number of active applications", "AUTOMATIC(40)", Tuned(1, 60000)),
        Online("avg_appls", "Average number of active applications", "AUTOMATIC(1)", Tuned(1, 60000)),
        Online("authn_cache_duration", "Lifetime of cached credentials", "3", Number(1, 10000)),
        Online("authn_cache_users", "Max number of users in the cache", "0", Number(0, 2000)),
        Online("maxfilop", "Max DB files open per database", "61440", Number(64, 61440)),
        Blank,
    ];
}
