using System.Diagnostics;
using System.Globalization;
using Db2Backup.Catalog;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Benchmarks;

/// <summary>How long a plan takes over a catalog of years: ten thousand backups and a million logs.</summary>
internal sealed class PlanningPart(Session session)
{
    private const int Backups = 10_000, LogsPerBackup = 100, Runs = 5;
    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task RunAsync()
    {
        session.Report.Section("Planning", $"A catalog of {Backups} backups (each seventh full, the others incremental and delta) and {Backups * LogsPerBackup} logs in two log chains; median of {Runs} runs in one process. The listing reads every manifest from a folder that the system has in its memory.");
        var backups = Enumerable.Range(0, Backups).Select(Backup).ToList();
        StoredLog[] logs = [.. Enumerable.Range(0, Backups * LogsPerBackup).Select(Log)];
        var material = new RecoveryMaterial(backups, logs) { Branches = [new LogBranch(1, new LogFileName(Backups * LogsPerBackup / 2), 0, backups[Backups / 2].StartTime.AddMinutes(-1))] };
        var rows = new List<(string What, double Seconds)>
        {
            Measure("to the end of the logs", material, RecoveryTarget.EndOfLogs),
            Measure("to a time in the middle, by a delta and its chain", material, RecoveryTarget.At(backups[(Backups / 2) + 3].EndTime.AddMinutes(10))),
            Measure("to a time before every backup: refused, with the nearest", material, RecoveryTarget.At(Begin.AddDays(-1))),
        };
        var folderSeconds = await ListAsync(backups);
        session.Report.Table(["", "seconds"], rows.Append(("listing the catalog from a folder", folderSeconds)).Select(r => new[] { r.Item1, Report.Number(r.Item2, "F3") }));
        session.Report.Target("a plan over this catalog, in less than 0.2 s", rows.Max(r => r.Seconds), "F3", rows.All(r => r.Seconds < 0.2));
        session.Report.Target("its backups listed from a folder, in less than 2 s", folderSeconds, "F2", folderSeconds < 2);
    }

    private static (string What, double Seconds) Measure(string what, RecoveryMaterial material, RecoveryTarget target)
    {
        var request = new RecoveryRequest("SAMPLE", "SAMPLE", target) { AnyImage = true, OwnLogs = false };
        var seconds = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            _ = RecoveryPlanner.Decide(request, material);
            seconds.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        return (what, Alternation.Median(seconds));
    }

    private async Task<double> ListAsync(IReadOnlyList<PublishedBackup> backups)
    {
        var root = session.File("catalog");
        foreach (var backup in backups)
        {
            var place = Directory.CreateDirectory(Path.Combine(root, backup.Key)).FullName;
            await File.WriteAllBytesAsync(Path.Combine(place, "manifest.json"), ManifestJson.Write(backup.Manifest));
            await File.WriteAllBytesAsync(Path.Combine(place, "started.json"), "{}"u8.ToArray());
            foreach (var slice in backup.Manifest.Files.SelectMany(f => f.Slices)) await File.WriteAllBytesAsync(Path.Combine(place, slice.Name), new byte[slice.Length]);
        }
        var (repository, seconds) = (new Repository(new FolderStore(root), "", root), new List<double>());
        for (var i = 0; i < Runs; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            var listing = await new ListBackups(repository).RunAsync(new ListBackupsOptions { Databases = ["SAMPLE"] }, CancellationToken.None);
            seconds.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            if (listing.Backups.Count != backups.Count || listing.Backups.Any(b => !b.IsComplete)) throw new InvalidOperationException("the listing is not what was written");
        }
        Directory.Delete(root, recursive: true);
        return Alternation.Median(seconds);
    }

    private static PublishedBackup Backup(int number)
    {
        var start = Begin.AddHours(4 * number);
        var kind = number % 7 == 0 ? BackupKind.Full : number % 7 == 4 ? BackupKind.Incremental : BackupKind.Delta;
        var predecessor = kind == BackupKind.Incremental ? number - 4 : number - 1;
        var (timestamp, last) = (Timestamp(start), new LogFileName((number * LogsPerBackup) + 1).ToString());
        var (image, digest) = (new ImageName("SAMPLE", 0, "db2inst1", 0, null, timestamp, 1).ToString(), new string('a', 64));
        return new PublishedBackup
        {
            Store = "/store", Key = new RepositoryLayout("", "SAMPLE").Backup(start, timestamp),
            Manifest = new BackupManifest
            {
                Database = "SAMPLE", Alias = "SAMPLE", Instance = "db2inst1", HostName = "host1", Level = "DB2 v11.5.9.0", Platform = "linux-x64", Timestamp = timestamp,
                StartTime = start, EndTime = start.AddMinutes(5), Kind = kind, Mode = BackupMode.Online, Recoverable = true, IncludesLogs = true, Verified = true,
                Predecessor = kind == BackupKind.Full ? null : Timestamp(Begin.AddHours(4 * predecessor)), FirstLog = new LogFileName(number * LogsPerBackup).ToString(), LastLog = last,
                LogChain = number < Backups / 2 ? 0 : 1, Compression = CompressionCodec.None, Recipients = [], ModuleVersion = "0.1.0",
                Files = [new ManifestFile(image, 1, 10, digest, 10, digest, [new ManifestSlice(image + ".0001", 10)])],
            },
        };
    }

    private static StoredLog Log(int number)
    {
        var log = new LogExtent(0, 0, number < Backups * LogsPerBackup / 2 ? 0 : 1, new LogFileName(number));
        var digest = number.ToString("x16", CultureInfo.InvariantCulture);
        var closed = Begin.AddHours(4.0 * (number + 1) / LogsPerBackup);
        return new StoredLog("SAMPLE", log, digest, $"SAMPLE/logs/{log}-{digest}", 10) { StoredTime = closed, CoversTime = closed };
    }

    private static Db2Timestamp Timestamp(DateTimeOffset time) => Db2Timestamp.Parse(time.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));
}
