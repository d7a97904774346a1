using System.Collections.Frozen;

namespace Db2Backup.Db2.Output;

/// <summary>
/// What tells rows without a parameter when grep took the title away, and the configuration of an instance from that of a database. Helps to
/// recognise English texts only; values are never read by it.
/// </summary>
internal static class ConfigurationLabels
{
    private static readonly FrozenSet<string> OfDatabase = new HashSet<string>
    {
        "Database configuration release level", "Database release level", "Update to database level pending", "Database territory", "Database code page",
        "Database code set", "Database country/region code", "Database collating sequence", "Number compatibility", "Varchar2 compatibility",
        "Date compatibility", "Database page size", "Restrict access", "Backup pending", "Database is consistent",
        "All committed transactions have been written to disk", "Rollforward pending", "Restore pending", "Upgrade pending",
        "Multi-page file allocation enabled", "Log retain for recovery status", "User exit for logging status", "Default number of containers",
        "Path to log files", "First active log file", "HADR database role", "Database is in write suspend state", "Encrypted database",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> LabelsOfManager = new HashSet<string>
    {
        "Node type", "Database manager configuration release level", "Current member resolved DIAGPATH", "Current member resolved ALT_DIAGPATH",
        "Current member resolved CF_DIAGPATH",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> ParametersOfManager = new HashSet<string>
    {
        "CPUSPEED", "COMM_BANDWIDTH", "NUMDB", "FEDERATED", "FEDERATED_ASYNC", "TP_MON_NAME", "DFT_ACCOUNT_STR", "JDK_PATH", "DIAGLEVEL", "NOTIFYLEVEL",
        "DIAGPATH", "ALT_DIAGPATH", "DIAGSIZE", "DFT_MON_BUFPOOL", "DFT_MON_LOCK", "DFT_MON_SORT", "DFT_MON_STMT", "DFT_MON_TABLE", "DFT_MON_TIMESTAMP",
        "DFT_MON_UOW", "HEALTH_MON", "SYSADM_GROUP", "SYSCTRL_GROUP", "SYSMAINT_GROUP", "SYSMON_GROUP", "CLNT_PW_PLUGIN", "CLNT_KRB_PLUGIN",
        "GROUP_PLUGIN", "LOCAL_GSSPLUGIN", "SRV_PLUGIN_MODE", "SRVCON_GSSPLUGIN_LIST", "SRVCON_AUTH", "SRVCON_PW_PLUGIN", "CLUSTER_MGR", "AUTHENTICATION",
        "ALTERNATE_AUTH_ENC", "CATALOG_NOAUTH", "TRUST_ALLCLNTS", "TRUST_CLNTAUTH", "FED_NOAUTH", "DFTDBPATH", "MON_HEAP_SZ", "JAVA_HEAP_SZ",
        "AUDIT_BUF_SZ", "INSTANCE_MEMORY", "RSTRT_LIGHT_MEM", "BACKBUFSZ", "RESTBUFSZ", "AGENT_STACK_SZ", "MIN_PRIV_MEM", "PRIV_MEM_THRESH", "SHEAPTHRES",
        "DIR_CACHE", "ASLHEAPSZ", "RQRIOBLK", "QUERY_HEAP_SZ", "DRDA_HEAP_SZ", "UTIL_IMPACT_LIM", "AGENTPRI", "MAXAGENTS", "NUM_POOLAGENTS", "NUM_INITAGENTS",
        "MAX_COORDAGENTS", "MAXCAGENTS", "MAX_CONNECTIONS", "KEEPFENCED", "FENCED_POOL", "NUM_INITFENCED", "TM_DATABASE", "RESYNC_INTERVAL", "SPM_NAME",
        "SPM_LOG_FILE_SZ", "SPM_MAX_RESYNC", "SPM_LOG_PATH", "SVCENAME", "DISCOVER", "DISCOVER_INST", "SSL_SVR_KEYDB", "SSL_SVR_STASH", "SSL_SVR_LABEL",
        "SSL_SVCENAME", "SSL_CIPHERSPECS", "SSL_VERSIONS", "SSL_CLNT_KEYDB", "SSL_CLNT_STASH", "MAX_QUERYDEGREE", "INTRA_PARALLEL", "MAX_TIME_DIFF",
        "FCM_NUM_BUFFERS", "FCM_BUFFER_SIZE", "FCM_NUM_CHANNELS", "FCM_PARALLELISM", "CONN_ELAPSE", "MAX_CONNRETRIES", "START_STOP_TIME", "WLM_DISPATCHER",
        "WLM_DISP_CONCUR", "WLM_DISP_CPU_SHARES", "WLM_DISP_MIN_UTIL", "COMM_EXIT_LIST", "CUR_EFF_ARCH_LVL", "CUR_EFF_CODE_LVL", "KEYSTORE_TYPE",
        "KEYSTORE_LOCATION", "PYTHON_PATH", "R_PATH", "MULTIPARTSIZEMB", "CF_MEM_SZ", "CF_NUM_WORKERS", "CF_NUM_CONNS", "CF_DIAGPATH", "CF_DIAGLEVEL",
        "CF_TRANSPORT_METHOD",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string label) => OfDatabase.Contains(label) || LabelsOfManager.Contains(label);

    public static bool IsOfManager(string? parameter, string label) => parameter is not null ? ParametersOfManager.Contains(parameter) : LabelsOfManager.Contains(label);
}
