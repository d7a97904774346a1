using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// Whose backups and logs are meant. A folder may hold those of two databases of one name, where the second host was admitted: what one wrote
/// is never mixed with what the other did, unless whoever asks says that they are one (an HADR pair).
/// </summary>
/// <param name="Backups">All of this database.</param>
/// <param name="Candidates">Those to begin from.</param>
/// <param name="Logs">Those of this database.</param>
/// <param name="Refusal">Why it cannot be told; null when it can.</param>
internal sealed record RecoverySource(IReadOnlyList<PublishedBackup> Backups, IReadOnlyList<PublishedBackup> Candidates, IReadOnlyList<StoredLog> Logs, RecoveryObstacle? Refusal)
{
    /// <summary>What was left out; null when nothing was.</summary>
    public string? Warning { get; init; }

    /// <param name="own">Of this name.</param>
    public static RecoverySource Of(RecoveryRequest request, IReadOnlyList<PublishedBackup> own, IReadOnlyList<StoredLog> logs)
    {
        var places = own.Select(Place).Distinct().ToList();
        var hosts = request.Hosts;
        // A clock change repeats an hour of timestamps: then the digits name two backups.
        var named = request.Timestamp is { } timestamp ? own.Where(b => b.Timestamp == timestamp && IsOf(b.HostName, hosts)).ToList() : null;
        if (named?.Count == 0)
            return No(ErrorCode.NoBackupFits, $"The store holds no backup {request.Timestamp} of {request.Database}.", request);
        if (named?.Count > 1)
            return No(ErrorCode.NoBackupFits, $"{named.Count} backups of {request.Database} have the timestamp {request.Timestamp}: {string.Join(", ", named.Select(b => b.Key))}.", request);
        if (hosts.Count == 0 && places.Count > 1)
        {
            if (named is null)
                return No(ErrorCode.SourceAmbiguous, $"There are backups of {request.Database} of {string.Join(" and ", places.Select(p => $"{p.Instance} on {p.Host}"))}: which of them is wanted?", request);
            hosts = [named[0].HostName];
        }
        var backups = hosts.Count == 0 ? own : own.Where(b => IsOf(b.HostName, hosts)).ToList();
        if (hosts.Count > 0 && backups.Count == 0) return No(ErrorCode.NoBackupFits, $"The store holds no backup of {request.Database} of {string.Join(" or ", hosts)}.", request);
        // Of a log that nobody described it is not known who wrote it.
        var ours = hosts.Count == 0 ? logs : logs.Where(l => l.Description is { } said ? IsOf(said.HostName, hosts) : places.Count == 1).ToList();
        var others = hosts.Count == 0 ? [] : logs.Select(l => l.Description?.HostName).OfType<string>().Where(h => !IsOf(h, hosts)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        return new RecoverySource(backups, named ?? backups, ours, null)
        {
            Warning = others.Count == 0 ? null : $"Logs of {string.Join(" and ", others)} were not looked at: name these hosts too (-SourceHost) if they are the same database.",
        };
    }

    /// <summary>Restores of this database; null when nobody looked.</summary>
    public IReadOnlyList<LogBranch>? Own(IReadOnlyList<LogBranch>? branches) =>
        branches?.Where(b => b.HostName is null || Backups.Any(o => string.Equals(o.HostName, b.HostName, StringComparison.OrdinalIgnoreCase))).ToList();

    private static (string Host, string Instance) Place(PublishedBackup backup) => (backup.HostName.ToUpperInvariant(), backup.Instance);

    private static bool IsOf(string host, IReadOnlyList<string> hosts) => hosts.Count == 0 || hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static RecoverySource No(ErrorCode code, string message, RecoveryRequest request) => new([], [], [], new RecoveryObstacle(code, message, request.Database));
}
