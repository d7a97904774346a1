namespace Db2Backup.Planning;

/// <summary>The logs that a backup needs in one log stream.</summary>
/// <param name="First">Number of the first one.</param>
/// <param name="Last">Number of the last one up to its own end.</param>
/// <param name="Chain">Null when it is not known.</param>
internal sealed record LogNeed(int Partition, int Stream, int First, int Last, int? Chain)
{
    /// <summary>Null when the manifest does not tell, for every partition that it has.</summary>
    public static IReadOnlyList<LogNeed>? Of(BackupManifest manifest)
    {
        if (manifest.PartitionLogs is { Count: > 0 } logs)
            return logs.Select(l => l.Partition).Distinct().Order().SequenceEqual(manifest.Partitions.Order())
                ? logs.Select(l => new LogNeed(l.Partition, l.Stream, RecoveryPlanner.Number(l.FirstLog)!.Value, RecoveryPlanner.Number(l.LastLog)!.Value, l.LogChain)).ToList()
                : null;
        return manifest.Partitions.All(p => p == 0) && RecoveryPlanner.Number(manifest.FirstLog) is { } first
            ? [new LogNeed(0, 0, first, RecoveryPlanner.Number(manifest.LastLog) ?? first, manifest.LogChain)]
            : null;
    }
}
