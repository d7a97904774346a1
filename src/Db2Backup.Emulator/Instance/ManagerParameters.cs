using Db2Backup.Emulator.Configuration;
using static Db2Backup.Emulator.Configuration.Rows;

namespace Db2Backup.Emulator.Instance;

/// <summary>
/// The configuration of an 11.5 instance on Linux: every row of GET DATABASE MANAGER CONFIGURATION in its order.
/// {home} and {owner} in a default stand for the instance owner's home and name.
/// </summary>
internal static class ManagerParameters
{
    public static ParameterTable Table { get; } = new(
    [
        Fact("release", "Database manager configuration release level"),
        Blank,
        Offline("cpuspeed", "CPU speed (millisec/instruction)", "2.715980e-07", Text),
        Offline("comm_bandwidth", "Communications bandwidth (MB/sec)", "1.000000e+02", Text),
        Blank,
        Offline("numdb", "Max number of concurrently active databases", "32", Number(1, 256)),
        Offline("federated", "Federated Database System Support", "NO", Only("NO", YesNo)),
        Offline("tp_mon_name", "Transaction processor monitor name", "", Text),
        Blank,
        Online("dft_account_str", "Default charge-back account", "", Text),
        Blank,
        Offline("jdk_path", "Java Development Kit installation path", "{home}/sqllib/java/jdk64", Text),
        Blank,
        Online("diaglevel", "Diagnostic error capture level", "3", Number(0, 4)),
        Online("notifylevel", "Notify Level", "3", Number(0, 4)),
        Online("diagpath", "Diagnostic data directory path", "{home}/sqllib/db2dump/ $m", Text),
        Fact("diagpath_resolved", "Current member resolved DIAGPATH"),
        Online("alt_diagpath", "Alternate diagnostic data directory path", "", Text),
        Fact("alt_diagpath_resolved", "Current member resolved ALT_DIAGPATH"),
        Offline("diagsize", "Size of rotating db2diag & notify logs (MB)", "0", Number(0, 2147483647)),
        Blank,
        Heading("Default database monitor switches"),
        Online("dft_mon_bufpool", "  Buffer pool", "OFF", OnOff),
        Online("dft_mon_lock", "  Lock", "OFF", OnOff),
        Online("dft_mon_sort", "  Sort", "OFF", OnOff),
        Online("dft_mon_stmt", "  Statement", "OFF", OnOff),
        Online("dft_mon_table", "  Table", "OFF", OnOff),
        Online("dft_mon_timestamp", "  Timestamp", "ON", OnOff),
        Online("dft_mon_uow", "  Unit of work", "OFF", OnOff),
        Online("health_mon", "Monitor health of instance and databases", "OFF", OnOff),
        Blank,
        Offline("sysadm_group", "SYSADM group name", "{owner}", Only("{owner}", Text)),
        Offline("sysctrl_group", "SYSCTRL group name", "", Only("", Text)),
        Offline("sysmaint_group", "SYSMAINT group name", "", Only("", Text)),
        Offline("sysmon_group", "SYSMON group name", "", Only("", Text)),
        Blank,
        Offline("clnt_pw_plugin", "Client Userid-Password Plugin", "", Only("", Text)),
        Offline("clnt_krb_plugin", "Client Kerberos Plugin", "", Only("", Text)),
        Offline("group_plugin", "Group Plugin", "", Only("", Text)),
        Offline("local_gssplugin", "GSS Plugin for Local Authorization", "", Only("", Text)),
        Offline("srv_plugin_mode", "Server Plugin Mode", "UNFENCED", OneOf("UNFENCED", "FENCED")),
        Offline("srvcon_gssplugin_list", "Server List of GSS Plugins", "", Only("", Text)),
        Offline("srvcon_pw_plugin", "Server Userid-Password Plugin", "", Only("", Text)),
        Offline("srvcon_auth", "Server Connection Authentication", "NOT_SPECIFIED", Only("NOT_SPECIFIED", Text)),
        Fact("cluster_mgr", "Cluster manager"),
        Blank,
        Offline("authentication", "Database manager authentication", "SERVER", Only("SERVER", OneOf("SERVER", "SERVER_ENCRYPT", "CLIENT"))),
        Offline("alternate_auth_enc", "Alternate authentication", "NOT_SPECIFIED", Only("NOT_SPECIFIED", Text)),
        Online("catalog_noauth", "Cataloging allowed without authority", "NO", YesNo),
        Offline("trust_allclnts", "Trust all clients", "YES", YesNo),
        Offline("trust_clntauth", "Trusted client authentication", "CLIENT", OneOf("CLIENT", "SERVER")),
        Online("dftdbpath", "Default database path", "{home}", new DatabasePathDomain()),
        Blank,
        .. ManagerResourceParameters.Rows,
    ]);
}

/// <summary>DFTDBPATH: a directory, kept as typed.</summary>
internal sealed record DatabasePathDomain : ValueDomain
{
    public override string Read(string parameter, string value)
    {
        ServerDirectory.Require(parameter, value, value);
        return value.Length > 1 ? value.TrimEnd('/') : value;
    }
}
