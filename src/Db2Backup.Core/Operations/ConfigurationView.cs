using System.Collections.Frozen;
using Db2Backup.Db2.Output;

namespace Db2Backup.Operations;

/// <param name="Report">As GET DATABASE CONFIGURATION would show it.</param>
internal sealed record ConfigurationOfView(ConfigurationReport Report, int Partitions);

/// <summary>
/// SYSIBMADM.DBCFG as the report of GET DATABASE CONFIGURATION. Parameters are told as configured (DEFERRED_VALUE, what that
/// report shows too), states as they are in force (VALUE). Pure.
/// </summary>
internal static class ConfigurationView
{
    // The rows of the report that have no name in parentheses, and what the view calls them [sql.md, DBCFG].
    private static readonly FrozenDictionary<string, string> Labels = new Dictionary<string, string>
    {
        ["backup_pending"] = "Backup pending",
        ["rollfwd_pending"] = "Rollforward pending",
        ["restore_pending"] = "Restore pending",
        ["database_consistent"] = "All committed transactions have been written to disk",
        ["log_retain_status"] = "Log retain for recovery status",
        ["user_exit_status"] = "User exit for logging status",
        ["logpath"] = "Path to log files",
        ["loghead"] = "First active log file",
        ["hadr_db_role"] = "HADR database role",
        ["encrypted_database"] = "Encrypted database",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="rows">Partition, name, value in force, value configured; by partition.</param>
    public static ConfigurationOfView Read(IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var labels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            var (name, inForce) = (row[1] ?? "", row[2] ?? "");
            if (Labels.TryGetValue(name, out var label)) labels[label] = labels.TryGetValue(label, out var other) ? Worse(name, other, inForce) : inForce;
            else parameters.TryAdd(name.ToUpperInvariant(), row[3] ?? inForce);
        }
        return new ConfigurationOfView(new ConfigurationReport(parameters, labels), rows.Select(r => r[0]).Distinct().Count());
    }

    /// <summary>Partitions may differ: the database is pending when one of them is, and in order when all are.</summary>
    private static string Worse(string name, string one, string other) => name.ToUpperInvariant() switch
    {
        "BACKUP_PENDING" or "ROLLFWD_PENDING" or "RESTORE_PENDING" => one == "NO" ? other : one,
        "DATABASE_CONSISTENT" or "LOG_RETAIN_STATUS" or "USER_EXIT_STATUS" => one == "NO" ? one : other,
        _ => one,
    };
}
