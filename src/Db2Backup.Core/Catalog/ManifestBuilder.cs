using System.Runtime.InteropServices;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Catalog;

/// <summary>Where the time of a backup went that was protected while it was stored.</summary>
/// <param name="WaitedForDb2">All streams together; null for files, which are there.</param>
/// <param name="WaitedForStore">All streams together.</param>
internal sealed record FlowTimes(TimeSpan? WaitedForDb2, TimeSpan WaitedForStore)
{
    /// <summary>Its bytes came from Db2 itself.</summary>
    public bool IsStreamed => WaitedForDb2 is not null;
}

/// <summary>What is said of a backup in its manifest. Pure: the same backup gives the same manifest.</summary>
internal static class ManifestBuilder
{
    /// <param name="made">Null for an image that is stored as it is.</param>
    /// <param name="attachments">What lies beside them.</param>
    /// <param name="published">When the manifest is written.</param>
    /// <param name="took">From the first byte stored to the last slice read back.</param>
    /// <param name="flow">Null for files that were protected before.</param>
    public static BackupManifest Build(BackupImage image, ProtectedBackup? made, IReadOnlyList<ManifestFile> files, IReadOnlyList<ManifestFile> attachments, DateTimeOffset published, TimeSpan took, FlowTimes? flow = null)
    {
        var database = image.DatabaseInfo;
        var (plain, stored) = (files.Sum(f => f.PlainLength), files.Concat(attachments).Sum(f => f.StoredLength));
        return new BackupManifest
        {
            Database = database.Name,
            Alias = image.Database,
            Instance = image.Instance,
            HostName = database.HostName,
            Level = database.Level,
            // Images restore only within a family of platforms; of a server that is not this machine it is unknown.
            Platform = image.IsReachable ? RuntimeInformation.RuntimeIdentifier : "unknown",
            LittleEndian = image.IsReachable ? BitConverter.IsLittleEndian : null,
            DatabaseSeed = image.DatabaseSeed,
            Timestamp = image.Timestamp,
            StartTime = image.StartTime,
            EndTime = image.EndTime,
            // Db2 tells it only when it refuses an earlier time (SQL1275N); when BACKUP had ended it was reached.
            MinimumRecoveryTime = image.EndTime,
            Kind = image.Kind,
            Predecessor = image.Predecessor,
            Mode = image.Mode,
            Recoverable = database.IsRecoverable,
            IncludesLogs = image.IncludesLogs,
            TableSpaces = image.TableSpaces,
            Partitions = image.Files.Select(f => f.Name.Partition).Distinct().Order().ToList(),
            FirstLog = image.FirstLog?.ToString(),
            LastLog = image.LastLog?.ToString(),
            LogChain = image.LogChain,
            LogArchiveMethod = database.LogArchiveMethod,
            DatabaseBytes = database.SizeBytes,
            Files = files,
            Attachments = attachments.Select(ManifestAttachment.Of).ToList(),
            Compression = made?.Compression ?? CompressionCodec.None,
            Recipients = made?.Recipients ?? [],
            EncryptedByDb2 = image.IsEncryptedByDb2,
            Verified = image.Verified,
            Streamed = flow is { IsStreamed: true },
            BackupSeconds = Seconds(image.Duration),
            BackupBytesPerSecond = Rate(plain, image.Duration),
            VerifySeconds = image.VerifyDuration is { } verify ? Seconds(verify) : null,
            ProtectSeconds = made is null ? null : Seconds(made.Duration),
            ProtectBytesPerSecond = Rate(plain, made?.Duration),
            WaitedForDb2Seconds = flow?.WaitedForDb2 is { } forDb2 ? Seconds(forDb2) : null,
            WaitedForStoreSeconds = flow is null ? null : Seconds(flow.WaitedForStore),
            Db2Statistics = image.Db2Statistics,
            PublishedTime = published,
            PublishSeconds = Seconds(took),
            PublishBytesPerSecond = Rate(stored, took),
            ModuleVersion = ModuleInfo.Version,
            StandIn = database.InstanceInfo.StandIn,
        };
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    /// <summary>Null for what took no time that could be measured.</summary>
    private static long? Rate(long bytes, TimeSpan? time) => time is { Ticks: > 0 } took ? (long)(bytes / took.TotalSeconds) : null;
}
