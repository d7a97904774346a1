using System.Globalization;

namespace Db2Backup.Planning;

/// <summary>Makes a history of manifests: how fast, what held it back, what to change. Pure.</summary>
internal static class Throughput
{
    /// <summary>What held the newest ones back counts: something may have been changed since the others.</summary>
    private const int Newest = 5;

    /// <summary>Halves of fewer than two say nothing.</summary>
    private const int FewestForTrend = 4;

    /// <summary>Less is the weather: what else the machine did, and when the store was asked.</summary>
    private const double NotablySlower = -20;

    /// <summary>Of one database in one store; at least one, in any order.</summary>
    public static Db2ThroughputReport Of(string database, string store, IEnumerable<PublishedBackup> backups)
    {
        var all = backups.OrderBy(b => b.StartTime.UtcDateTime).Select(Of).ToList();
        var kind = all.Any(b => b.Kind == BackupKind.Full) ? BackupKind.Full : all[^1].Kind;
        var alike = all.Where(b => b.Kind == kind).ToList();
        var finding = Finding(alike.TakeLast(Newest).ToList());
        var speed = Trend(alike.Where(b => b.BackupBytesPerSecond is not null).Select(b => (double)b.BackupBytesPerSecond!.Value).ToList());
        return new Db2ThroughputReport
        {
            Database = database, Store = store, Backups = all, Kind = kind, Count = alike.Count,
            MedianBytes = (long)Median(alike.Select(b => (double)b.Bytes))!.Value,
            MedianRatio = Math.Round(Median(alike.Select(b => b.Ratio))!.Value, 2),
            MedianBackupTime = Median(alike.Where(b => b.BackupTime is not null).Select(b => b.BackupTime!.Value.TotalSeconds)) is { } seconds ? TimeSpan.FromSeconds(Math.Round(seconds, 3)) : null,
            MedianBackupBytesPerSecond = Rate(alike, b => b.BackupBytesPerSecond),
            MedianProtectBytesPerSecond = Rate(alike, b => b.ProtectBytesPerSecond),
            MedianPublishBytesPerSecond = Rate(alike, b => b.PublishBytesPerSecond),
            SpeedTrendPercent = speed,
            SizeTrendPercent = Trend(alike.Select(b => (double)b.Bytes).ToList()),
            Finding = finding, Advice = Advice(finding) + (speed <= NotablySlower ? string.Create(CultureInfo.InvariantCulture, $" The later half of the backups is {-speed:0} % slower than the earlier one.") : ""),
        };
    }

    public static BackupThroughput Of(PublishedBackup backup)
    {
        var manifest = backup.Manifest;
        return new BackupThroughput
        {
            Timestamp = backup.Timestamp, StartTime = backup.StartTime, Kind = backup.Kind, Mode = backup.Mode, Streamed = manifest.Streamed, Streams = manifest.Files.Count,
            Bytes = backup.PlainBytes, StoredBytes = backup.StoredBytes, Ratio = backup.StoredBytes > 0 ? Math.Round(backup.PlainBytes / (double)backup.StoredBytes, 2) : 1,
            Compression = backup.Compression, BackupTime = Time(manifest.BackupSeconds),
            BackupBytesPerSecond = manifest.BackupBytesPerSecond, ProtectBytesPerSecond = manifest.ProtectBytesPerSecond, PublishBytesPerSecond = manifest.PublishBytesPerSecond,
            WaitedForDb2 = Time(manifest.WaitedForDb2Seconds), WaitedForStore = Time(manifest.WaitedForStoreSeconds),
            HeldBackBy = backup.HeldBackBy, Db2LimitedBy = backup.Db2LimitedBy, Finding = Finding(backup),
        };
    }

    /// <summary>Streamed, the counters of the data path say whose turn it was; with files between, whatever took longest did.</summary>
    public static ThroughputFinding Finding(PublishedBackup backup)
    {
        var manifest = backup.Manifest;
        if (manifest.Streamed)
            return backup.HeldBackBy switch
            {
                BackupBottleneck.Store => ThroughputFinding.Store,
                BackupBottleneck.Processors => ThroughputFinding.Processors,
                // Db2's writers waited for whoever read the pipe: by our own counters that was not long.
                BackupBottleneck.Db2 => Within(backup.Db2LimitedBy, writer: ThroughputFinding.Db2),
                _ => ThroughputFinding.Nothing,
            };
        if (manifest.BackupSeconds is not { } taking) return ThroughputFinding.Nothing;
        var (protecting, publishing) = (manifest.ProtectSeconds ?? 0, manifest.PublishSeconds ?? 0);
        if (taking >= protecting && taking >= publishing) return Within(backup.Db2LimitedBy, writer: ThroughputFinding.StagingDisk);
        // Protected while it was stored: both took as long, and what it waited for tells.
        if (manifest.WaitedForStoreSeconds is { } forStore) return forStore * 2 >= protecting * manifest.Files.Count ? ThroughputFinding.Store : ThroughputFinding.Processors;
        return protecting >= publishing ? ThroughputFinding.Processors : ThroughputFinding.Store;
    }

    private static ThroughputFinding Within(Db2BackupLimit? limit, ThroughputFinding writer) => limit switch
    {
        Db2BackupLimit.Reader => ThroughputFinding.Db2Reader,
        Db2BackupLimit.Compression => ThroughputFinding.Db2Compression,
        Db2BackupLimit.Throttle => ThroughputFinding.Db2Throttle,
        Db2BackupLimit.Buffers => ThroughputFinding.Db2Buffers,
        Db2BackupLimit.OneTableSpace => ThroughputFinding.Db2OneTableSpace,
        Db2BackupLimit.Writer => writer,
        _ => ThroughputFinding.Db2,
    };

    /// <summary>What most of them found; of two as often, what the newer one did.</summary>
    private static ThroughputFinding Finding(IReadOnlyList<BackupThroughput> newest)
    {
        var told = newest.Where(b => b.Finding != ThroughputFinding.Nothing).ToList();
        return told.Count == 0 ? ThroughputFinding.Nothing : told.GroupBy(b => b.Finding).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Max(b => b.StartTime.UtcDateTime)).First().Key;
    }

    private static string Advice(ThroughputFinding finding) => finding switch
    {
        ThroughputFinding.Store => "The store or the line to it takes no more: a store that is nearer or has more bandwidth, a higher -CompressionLevel so that less is sent, or incremental backups.",
        ThroughputFinding.Processors => "Compressing and encrypting takes longest: more processors, a lower -CompressionLevel, or -Compression None where Db2 compresses the image.",
        ThroughputFinding.StagingDisk => "The disk that images are staged on is slow: another disk, more than one -StagingPath, or streaming without -StagingPath.",
        ThroughputFinding.Db2Reader => "Db2 reads table spaces slowly: more -Parallelism where they lie on several disks, more -Stream, faster disks, or incremental backups.",
        ThroughputFinding.Db2Compression => "Db2's own compression takes longest: take the backup without it and let this module compress.",
        ThroughputFinding.Db2Throttle => "The backup is throttled: a higher -Priority, or a higher UTIL_IMPACT_LIM of the database manager.",
        ThroughputFinding.Db2Buffers => "Db2's readers and writers wait for each other's buffers: a larger UTIL_HEAP_SZ, or more and larger buffers (Invoke-Db2OnlineBackup -Buffers, -BufferPages).",
        ThroughputFinding.Db2OneTableSpace => "One table space is much larger than the others, and one reader works while the rest has nothing to do: spread its tables over several table spaces. More -Parallelism does not help.",
        ThroughputFinding.Db2 => "Db2 does not write faster, and its statistics do not say why: look at the disks of the table spaces while a backup runs, and try more -Stream and -Parallelism.",
        _ => "Nothing stands out.",
    };

    /// <summary>The median of the later half against that of the earlier one; the middle one of an odd number is in neither.</summary>
    private static double? Trend(IReadOnlyList<double> values)
    {
        if (values.Count < FewestForTrend) return null;
        var (earlier, later) = (Median(values.Take(values.Count / 2))!.Value, Median(values.Skip((values.Count + 1) / 2))!.Value);
        return earlier > 0 ? Math.Round((later / earlier - 1) * 100, 1) : null;
    }

    private static long? Rate(IEnumerable<BackupThroughput> backups, Func<BackupThroughput, long?> rate) =>
        (long?)Median(backups.Select(rate).Where(r => r is not null).Select(r => (double)r!.Value));

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static TimeSpan? Time(double? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;
}
