using Db2Backup.Emulator.Configuration;
using static Db2Backup.Emulator.Configuration.Rows;

namespace Db2Backup.Emulator.Databases;

/// <summary>The rows about logging and recovery.</summary>
internal static class DatabaseLogParameters
{
    public static ReportRow[] Rows =>
    [
        Online("log_disk_cap", "Active log space disk capacity (MB)", "0", Number(0, 2147483647)),
        Offline("logfilsiz", "Log file size (4KB)", "1024", Number(4, 16777152)),
        Offline("logprimary", "Number of primary log files", "13", Number(2, 4096)),
        Online("logsecond", "Number of secondary log files", "12", NumberOrUnlimited(0, 4094)),
        Offline("newlogpath", "Changed path to log files", "", WritableDirectory),
        Fact("logpath", "Path to log files"),
        Online("overflowlogpath", "Overflow log path", "", WritableDirectory),
        Offline("mirrorlogpath", "Mirror log path", "", WritableDirectory),
        Fact("loghead", "First active log file"),
        Online("blk_log_dsk_ful", "Block log on disk full", "NO", Only("NO", YesNo)),
        Online("blocknonlogged", "Block non logged operations", "NO", Only("NO", YesNo)),
        Online("max_log", "Percent max primary log space by transaction", "0", Only("0", Number(0, 100))),
        Online("num_log_span", "Num. of active log files for 1 active UOW", "0", Only("0", Number(0, 65535))),
        Blank,
        Offline("softmax", "Percent log file reclaimed before soft chckpt", "0", Number(0, 65535)),
        Online("page_age_trgt_mcr", "Target for oldest page in LBP", "240", Number(0, 65535)),
        Blank,
        Fact("hadr_db_role", "HADR database role"),
        Offline("hadr_local_host", "HADR local host name", "", Text),
        Offline("hadr_local_svc", "HADR local service name", "", Text),
        Offline("hadr_remote_host", "HADR remote host name", "", Text),
        Offline("hadr_remote_svc", "HADR remote service name", "", Text),
        Offline("hadr_remote_inst", "HADR instance name of remote server", "", Text),
        Offline("hadr_timeout", "HADR timeout value", "120", Number(1, 4294967295)),
        Offline("hadr_target_list", "HADR target list", "", Text),
        Offline("hadr_syncmode", "HADR log write synchronization mode", "NEARSYNC", OneOf("SYNC", "NEARSYNC", "ASYNC", "SUPERASYNC")),
        Offline("hadr_spool_limit", "HADR spool log data limit (4KB)", "AUTOMATIC(0)", new NumberDomain(0, 2147483647, Unlimited: true) { Automatic = true }),
        Offline("hadr_replay_delay", "HADR log replay delay (seconds)", "0", Number(0, 2147483647)),
        Offline("hadr_peer_window", "HADR peer window duration (seconds)", "0", Number(0, 4294967295)),
        Blank,
        // Online between two methods; to and from OFF it waits for the next activation: DatabaseConfigurationUpdate knows.
        Online("logarchmeth1", "First log archive method", "OFF", new LogMethodDomain(Second: false)),
        Online("logarchcompr1", "Archive compression for logarchmeth1", "OFF", OneOf("ON", "OFF")),
        Online("logarchopt1", "Options for logarchmeth1", "", Text),
        Online("logarchmeth2", "Second log archive method", "OFF", new LogMethodDomain(Second: true)),
        Online("logarchcompr2", "Archive compression for logarchmeth2", "OFF", OneOf("ON", "OFF")),
        Online("logarchopt2", "Options for logarchmeth2", "", Text),
        Online("failarchpath", "Failover log archive path", "", WritableDirectory),
        Online("numarchretry", "Number of log archive retries on error", "5", Number(0, 65535)),
        Online("archretrydelay", "Log archive retry Delay (secs)", "20", Number(0, 65535)),
        Online("vendoropt", "Vendor options", "", Text),
        Blank,
        Online("autorestart", "Auto restart enabled", "ON", OnOff),
        Online("indexrec", "Index re-creation time and redo index build", "SYSTEM",
            OneOf("SYSTEM", "ACCESS", "ACCESS_NO_REDO", "RESTART", "RESTART_NO_REDO")),
        Online("logindexbuild", "Log pages during index build", "OFF", OnOff),
        Online("dft_loadrec_ses", "Default number of loadrec sessions", "1", Number(1, 30000)),
        Online("num_db_backups", "Number of database backups to retain", "12", Number(0, 32767)),
        Online("rec_his_retentn", "Recovery history retention (days)", "366", NumberOrUnlimited(0, 30000)),
        Online("auto_del_rec_obj", "Auto deletion of recovery objects", "OFF", OnOff),
        Blank,
        Online("tsm_mgmtclass", "TSM management class", "", Text),
        Online("tsm_nodename", "TSM node name", "", Text),
        Online("tsm_owner", "TSM owner", "", Text),
        Online("tsm_password", "TSM password", "", Text),
        Blank,
    ];
}
