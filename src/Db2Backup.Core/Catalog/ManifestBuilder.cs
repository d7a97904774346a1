using System.Runtime.InteropServices;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Catalog;

/// <summary>What is said of a backup in its manifest. Pure: the same backup gives the same manifest.</summary>
internal static class ManifestBuilder
{
    public static BackupManifest Build(
        BackupImage image, CompressionCodec compression, IReadOnlyList<string> recipients, IReadOnlyList<ManifestFile> files, DateTimeOffset published, TimeSpan took) => new()
    {
        Database = image.DatabaseInfo.Name,
        Alias = image.Database,
        Instance = image.Instance,
        HostName = image.DatabaseInfo.HostName,
        Level = image.DatabaseInfo.Level,
        // Images restore only within a family of platforms; of a server that is not this machine it is unknown.
        Platform = image.IsReachable ? RuntimeInformation.RuntimeIdentifier : "unknown",
        LittleEndian = BitConverter.IsLittleEndian,
        DatabaseSeed = image.DatabaseSeed,
        Timestamp = image.Timestamp,
        StartTime = image.StartTime,
        EndTime = image.EndTime,
        Kind = image.Kind,
        Mode = image.Mode,
        Recoverable = image.DatabaseInfo.IsRecoverable,
        IncludesLogs = image.IncludesLogs,
        Partitions = image.Files.Select(f => f.Name.Partition).Distinct().Order().ToList(),
        FirstLog = image.FirstLog?.ToString(),
        LastLog = image.LastLog?.ToString(),
        LogChain = image.LogChain,
        DatabaseBytes = image.DatabaseInfo.SizeBytes,
        Files = files,
        Compression = compression,
        Recipients = recipients,
        Verified = image.Verified,
        PublishedTime = published,
        PublishSeconds = Math.Round(took.TotalSeconds, 3),
        ModuleVersion = ModuleInfo.Version,
        StandIn = image.DatabaseInfo.InstanceInfo.StandIn,
    };
}
