using System.Globalization;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Tests.Planning.Oracle;

/// <summary>The random life of one database: rows, log switches, backups of every kind, failures, restores to earlier times, and what of it lies in a store.</summary>
internal sealed class OracleHistory
{
    private readonly Random random;
    private readonly string host;
    private readonly Partition[] partitions;
    private readonly bool describes;
    // The clocks go back an hour at some moment of the history, or forward, or not at all.
    private readonly DateTimeOffset clockChange;
    private readonly TimeSpan offsetBefore, offsetAfter;
    private DateTimeOffset now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private int rows, chain;
    private Image? full, newest;

    public OracleHistory(Random random, string host, bool describes)
    {
        (this.random, this.host, this.describes) = (random, host, describes);
        partitions = Enumerable.Range(0, Chance(0.2) ? 2 : 1).Select(_ => new Partition()).ToArray();
        now += TimeSpan.FromSeconds(random.Next(600));
        clockChange = now.AddMinutes(random.Next(600));
        (offsetBefore, offsetAfter) = random.Next(3) switch { 0 => (TimeSpan.FromHours(2), TimeSpan.FromHours(1)), 1 => (TimeSpan.FromHours(1), TimeSpan.FromHours(2)), _ => (TimeSpan.Zero, TimeSpan.Zero) };
        Begin = now;
        var events = random.Next(12, 45);
        for (var i = 0; i < events; i++) Step(i);
        // What is active now was archived, or not.
        if (Chance(0.5)) foreach (var partition in partitions) Close(partition);
        foreach (var partition in partitions)
            foreach (var log in partition.Logs.Where(l => l.Closed is not null)) Publish(log, Array.IndexOf(partitions, partition));
        Images.RemoveAll(_ => Chance(0.06));
        foreach (var image in Images.Where(_ => Chance(0.05))) image.Backup = image.Backup with { Missing = ["a slice is missing"] };
    }

    public DateTimeOffset Begin { get; }
    public DateTimeOffset End => now;
    public List<Image> Images { get; } = [];
    public List<LogBranch> Branches { get; } = [];
    public IReadOnlyList<Partition> Partitions => partitions;
    public IEnumerable<StoredLog> Stored => partitions.SelectMany(p => p.Logs).Select(l => l.Stored).OfType<StoredLog>();

    public IReadOnlyList<Row?> At(DateTimeOffset time) => partitions.Select(p => p.At(time)).ToList();

    /// <summary>For whoever looks into a failure.</summary>
    public override string ToString() => string.Join('\n',
        Images.Select(i => $"{i.Backup.StartTime.UtcDateTime:HH:mm:ss} to {i.Backup.EndTime.UtcDateTime:HH:mm:ss.fffffff} {i.Backup.Kind} {i.Backup.Mode} {i.Backup.Timestamp} on {i.Backup.Manifest.Predecessor} logs {(i.Manifest.IncludesLogs ? "+" : "-")}{string.Join(",", i.Logs.Select(l => $"{l.First.Chain}:{l.First.Number}-{l.Last.Number}"))} {(i.Backup.IsComplete ? "" : "cut")}")
        .Concat(Branches.Select(b => $"{b.Time.UtcDateTime:HH:mm:ss} partition {b.Partition} {b}"))
        .Concat(partitions.SelectMany((p, n) => p.Logs.Select(l => $"partition {n} {l.Chain}:{l.Number} after {l.Before?.Chain}:{l.Before?.Number} closed {l.Closed?.UtcDateTime:HH:mm:ss.fffffff} {(l.Stored is null ? "lost" : l.IsDescribed ? "" : "not described")}"))));

    private bool Chance(double probability) => random.NextDouble() < probability;

    private void Tick(int seconds) => now += TimeSpan.FromSeconds(1 + random.Next(seconds));

    private void Step(int step)
    {
        Tick(600);
        switch (step == 0 ? 60 : random.Next(100))
        {
            case < 45: Commit(); break;
            case < 60: Close(partitions[random.Next(partitions.Length)]); break;
            case < 88: BackUp(); break;
            case < 92: FailedBackup(); break;
            case < 97: RestoreEarlier(); break;
            default: Tick(7200); break;
        }
    }

    private void Commit()
    {
        foreach (var partition in partitions.Where(_ => Chance(0.7)))
        {
            var row = new Row(++rows, now, partition.State);
            partition.States.Add((now, row));
            partition.Active.Rows.Add(row);
        }
    }

    private void Close(Partition partition)
    {
        partition.Active.Closed = now;
        if (!partition.Logs.Contains(partition.Active)) partition.Logs.Add(partition.Active);
        partition.Begin(new Log(partition.Active.Chain, partition.Active.Number + 1, partition.Active), now);
        Tick(3);
    }

    private void BackUp()
    {
        var kind = full is null || newest is null ? BackupKind.Full : random.Next(5) switch { 0 or 1 => BackupKind.Full, 2 => BackupKind.Incremental, _ => BackupKind.Delta };
        var isOnline = Chance(0.7);
        // An offline backup finds the database closed, and its log with it.
        if (!isOnline) foreach (var partition in partitions) Close(partition);
        var (start, begin, first) = (now, partitions.Select(p => p.State).ToList(), partitions.Select(p => p.Active).ToList());
        Tick(300);
        if (isOnline)
        {
            if (Chance(0.5)) { Commit(); Tick(100); }
            if (Chance(0.3)) foreach (var partition in partitions) Close(partition);
            if (Chance(0.3)) { Commit(); Tick(100); }
        }
        var end = now;
        var last = partitions.Select(p => p.Active).ToList();
        if (isOnline) foreach (var partition in partitions) { var at = now; Close(partition); now = at; }
        Tick(5);
        var before = kind switch { BackupKind.Full => null, BackupKind.Incremental => full, _ => newest };
        var image = new Image
        {
            Backup = Backup(kind, isOnline, start, end, first, last, before), Before = before, Begin = begin, End = partitions.Select(p => p.At(end)).ToList(), Logs = first.Zip(last).ToList(),
        };
        newest = image;
        if (kind == BackupKind.Full) full = image;
        Images.Add(image);
    }

    private void FailedBackup()
    {
        Tick(300);
        if (Chance(0.5)) Commit();
        foreach (var partition in partitions) Close(partition);
    }

    /// <summary>The database is restored to a time before now, and goes on in a new chain.</summary>
    private void RestoreEarlier()
    {
        if (full is null) return;
        var oldest = Images[0].Backup.EndTime;
        var stop = oldest + ((now - oldest) * random.NextDouble());
        if (stop >= now || partitions.Any(p => CutOf(p, stop) is null)) return;
        chain++;
        // What was active then may come into the archive still.
        var isSaved = Chance(0.6);
        foreach (var partition in partitions)
        {
            var cut = CutOf(partition, stop)!;
            if (isSaved && partition.Active.Rows.Count > 0) { partition.Active.Closed = now; partition.Logs.Add(partition.Active); }
        }
        Tick(60);
        for (var p = 0; p < partitions.Length; p++)
        {
            var (partition, cut) = (partitions[p], CutOf(partitions[p], stop)!);
            var log = new Log(chain, cut.Number, cut.Before);
            log.Rows.AddRange(cut.Rows.Where(r => r.Time <= stop));
            Branches.Add(new LogBranch(chain, new LogFileName(cut.Number), cut.Before?.Chain ?? cut.Chain, now) { Partition = p, HostName = host });
            partition.States.Add((now, Row.AsOf(partition.State, stop)));
            partition.Begin(log, now);
        }
        // What Db2 tracks of changed pages begins anew with the next full backup.
        (full, newest) = (null, null);
        if (Chance(0.6)) BackUp();
    }

    /// <summary>The log of the way that led to now in which a time lies.</summary>
    private static Log? CutOf(Partition partition, DateTimeOffset stop)
    {
        Log? cut = partition.Active;
        while (cut?.Before is { } before && before.Closed > stop) cut = before;
        return cut;
    }

    private void Publish(Log log, int partition)
    {
        if (Chance(0.04)) return;
        var extent = new LogExtent(partition, 0, log.Chain, new LogFileName(log.Number));
        var digest = string.Create(CultureInfo.InvariantCulture, $"{host.GetHashCode(StringComparison.Ordinal) & 0xffff:x4}{log.Rows.Count:x4}{log.Closed!.Value.UtcTicks & 0xffffffff:x8}");
        log.IsDescribed = describes || Chance(0.8);
        log.Stored = new StoredLog("SAMPLE", extent, digest, $"SAMPLE/logs/{extent}-{digest}", 10)
        {
            Description = log.IsDescribed ? new LogDescription
            {
                Database = "SAMPLE", Log = extent.ToString(), PlainSha256 = digest, PlainLength = 1, StoredLength = 10, ClosedTime = log.Closed.Value, CoversTime = log.Closed, Instance = "db2inst1",
                HostName = host, PublishedTime = log.Closed.Value, ModuleVersion = "0.1.0",
            } : null,
        };
    }

    private PublishedBackup Backup(BackupKind kind, bool isOnline, DateTimeOffset start, DateTimeOffset end, List<Log> first, List<Log> last, Image? before)
    {
        var local = start.ToOffset(start < clockChange ? offsetBefore : offsetAfter);
        var timestamp = Db2Timestamp.Parse(local.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));
        var includes = isOnline && Chance(0.7);
        var manifest = new BackupManifest
        {
            Database = "SAMPLE", Alias = "SAMPLE", Instance = "db2inst1", HostName = host, Level = "DB2 v11.5.9.0", Platform = "linux-x64", Timestamp = timestamp,
            StartTime = local, EndTime = end.ToOffset(end < clockChange ? offsetBefore : offsetAfter), Kind = kind, Mode = isOnline ? BackupMode.Online : BackupMode.Offline, Recoverable = true,
            IncludesLogs = includes, Verified = true, Predecessor = before?.Backup.Timestamp, Partitions = Enumerable.Range(0, partitions.Length).ToList(),
            FirstLog = new LogFileName(first[0].Number).ToString(), LastLog = new LogFileName(last[0].Number).ToString(), LogChain = first[0].Chain,
            PartitionLogs = partitions.Length == 1 ? null : first.Zip(last).Select((l, p) => new PartitionLogs(p, 0, new LogFileName(l.First.Number).ToString(), new LogFileName(l.Second.Number).ToString(), l.First.Chain)).ToList(),
            Compression = CompressionCodec.None, Recipients = [], ModuleVersion = "0.1.0",
            Files = partitions.Select((_, p) => new ImageName("SAMPLE", 0, "db2inst1", p, null, timestamp, 1).ToString()).Select(n => new ManifestFile(n, 1, 100, "", 100, "", [new ManifestSlice(n + ".0001", 100)])).ToList(),
        };
        return new PublishedBackup { Store = "/store", Key = $"SAMPLE/backups/{start.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{timestamp}-{host}/", Manifest = manifest };
    }
}
