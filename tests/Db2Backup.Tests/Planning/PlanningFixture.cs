using System.Globalization;
using Db2Backup.Errors;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>Backups and logs as a store lists them, without a store. Hours are hours of one day, in UTC.</summary>
public abstract class PlanningFixture
{
    private protected static DateTimeOffset At(double hour) => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour);

    /// <summary>An online backup of five minutes that carries its logs; change it with <c>with</c>.</summary>
    private protected static BackupManifest Manifest(double hour, int firstLog = 3, int lastLog = 4, int type = 0, string name = "SAMPLE", string? alias = null)
    {
        var start = At(hour);
        var timestamp = Db2Timestamp.Parse(start.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));
        var image = new ImageName(alias ?? name, type, "db2inst1", 0, null, timestamp, 1).ToString();
        return new BackupManifest
        {
            Database = name, Alias = alias ?? name, Instance = "db2inst1", HostName = "host1", Level = "DB2 v11.5.9.0", Platform = "linux-x64", Timestamp = timestamp,
            StartTime = start, EndTime = start.AddMinutes(5), Kind = BackupKind.Full, Mode = BackupMode.Online, Recoverable = true, IncludesLogs = true, Verified = true,
            FirstLog = new LogFileName(firstLog).ToString(), LastLog = new LogFileName(lastLog).ToString(), LogChain = 0, Compression = CompressionCodec.None, Recipients = [],
            Files = [new ManifestFile(image, 1, 100, "", 100, "", [new ManifestSlice(image + ".0001", 100)])], ModuleVersion = "0.1.0",
        };
    }

    private protected static BackupManifest Offline(double hour, bool recoverable = true, int log = 4) =>
        Manifest(hour, log, log) with { Mode = BackupMode.Offline, IncludesLogs = false, Recoverable = recoverable };

    private protected static PublishedBackup Backup(BackupManifest manifest) =>
        new() { Store = "/store", Key = $"{manifest.Database}/backups/{manifest.StartTime:yyyyMMdd'T'HHmmss'Z'}-{manifest.Timestamp}/", Manifest = manifest };

    private protected static PublishedBackup Backup(double hour, int firstLog = 3, int lastLog = 4) => Backup(Manifest(hour, firstLog, lastLog));

    private protected static StoredLog Log(int number, int chain = 0, string digest = "0123456789abcdef", double? closed = null, double? covers = null)
    {
        var log = new LogExtent(0, 0, chain, new LogFileName(number));
        return new StoredLog("SAMPLE", log, digest, $"SAMPLE/logs/{log}-{digest}.zst.age", 10)
        {
            Description = closed is { } hour
                ? new LogDescription
                {
                    Database = "SAMPLE", Log = log.ToString(), PlainSha256 = digest, PlainLength = 1, StoredLength = 10, ClosedTime = At(hour), CoversTime = covers is { } c ? At(c) : null,
                    Instance = "db2inst1", HostName = "host1", PublishedTime = At(hour), ModuleVersion = "0.1.0",
                }
                : null,
        };
    }

    private protected static IReadOnlyList<StoredLog> Logs(int first, int last, int chain = 0) => Enumerable.Range(first, last - first + 1).Select(n => Log(n, chain)).ToList();

    private protected static RecoveryPlan Plan(RecoveryTarget target, IEnumerable<PublishedBackup> backups, IReadOnlyList<StoredLog> logs, Db2Timestamp? timestamp = null, string database = "SAMPLE") =>
        RecoveryPlanner.Plan(new RecoveryRequest(database, "COPY", target) { Timestamp = timestamp }, backups.ToList(), logs);

    private protected static Db2BackupException Refused(ErrorCode code, Action plan)
    {
        var error = Assert.Throws<Db2BackupException>(plan);
        Assert.Equal(code, error.Code);
        return error;
    }
}
