using System.Text.Json;
using System.Text.Json.Serialization;
using Db2Backup.Errors;
using Db2Backup.Planning;

namespace Db2Backup.Catalog;

/// <summary>
/// Everything that a recovery is planned from, in one file: manifests, names of logs and what is said of them, Db2's history. It holds no
/// data and no secret; anonymised it can be shown to others, and whoever has it comes to the same plan without the store.
/// </summary>
internal sealed record RecoveryCatalog
{
    public int FormatVersion { get; init; } = BackupManifest.CurrentFormatVersion;
    public required string ModuleVersion { get; init; }
    public bool Anonymous { get; init; }
    public required IReadOnlyList<CatalogBackup> Backups { get; init; }
    public required IReadOnlyList<CatalogLog> Logs { get; init; }

    /// <summary>Null when nobody looked.</summary>
    public IReadOnlyList<LogBranch>? Branches { get; init; }
    public IReadOnlyList<BackupHistoryEntry> History { get; init; } = [];

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new Db2TimestampJson(), new LogFileNameJson() },
    };

    public static RecoveryCatalog Of(RecoveryMaterial material) => new()
    {
        ModuleVersion = ModuleInfo.Version, Branches = material.Branches, History = material.History,
        Backups = material.Backups.Select(b => new CatalogBackup(b.Store, b.Key, b.Missing, b.IsPinned, b.Manifest)).ToList(),
        Logs = material.Logs.Select(l => new CatalogLog(l.Database, l.Log.Partition, l.Log.Stream, l.Log.Chain, l.Log.Name, l.DigestPrefix, l.Key, l.StoredLength, l.StoredTime, l.CoversTime, l.Description)).ToList(),
    };

    public RecoveryMaterial ToMaterial() => new(
        Backups.Select(b => new PublishedBackup { Store = b.Store, Key = b.Key, Missing = b.Missing, IsPinned = b.IsPinned, Manifest = b.Manifest }).ToList(),
        Logs.Select(l => new StoredLog(l.Database, new LogExtent(l.Partition, l.Stream, l.Chain, l.Name), l.Digest, l.Key, l.StoredLength) { StoredTime = l.StoredTime, CoversTime = l.CoversTime, Description = l.Description }).ToList())
    {
        Branches = Branches, History = History,
    };

    /// <exception cref="Db2BackupException">ManifestInvalid; FileNotFound, AccessDenied.</exception>
    public static async Task<RecoveryCatalog> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false), path);
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: false) is { } told)
        {
            throw told;
        }
    }

    /// <exception cref="Db2BackupException">FileExists, DiskFull, AccessDenied; nothing of it is left then.</exception>
    public async Task<SavedRecoveryCatalog> SaveAsync(string path, CancellationToken cancellationToken)
    {
        if (Path.Exists(path)) throw new Db2BackupException(ErrorCode.FileExists, $"{path} is there already.", path);
        try
        {
            var made = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            try
            {
                await using (made.ConfigureAwait(false)) await made.WriteAsync(Write(), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                File.Delete(path);
                throw;
            }
            return new SavedRecoveryCatalog(Backups[0].Manifest.Database, path, Backups.Count, Logs.Count, Anonymous, new FileInfo(path).Length);
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: true) is { } told)
        {
            throw told;
        }
    }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <exception cref="Db2BackupException">ManifestInvalid.</exception>
    public static RecoveryCatalog Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            var catalog = JsonSerializer.Deserialize<RecoveryCatalog>(json, Options) ?? throw new JsonException("it is null");
            if (catalog.FormatVersion is < 1 or > BackupManifest.CurrentFormatVersion)
                throw new JsonException($"it is of format version {catalog.FormatVersion}, and this module knows {BackupManifest.CurrentFormatVersion}");
            if (catalog.Backups is null || catalog.Logs is null || catalog.History is null) throw new JsonException("backups, logs or history are missing");
            foreach (var backup in catalog.Backups)
                if (backup?.Manifest is null || backup.Missing is null || ManifestReader.Problem(backup.Manifest) is not null) throw new JsonException($"{backup?.Key}: {(backup?.Manifest is null || backup.Missing is null ? "it has no manifest" : ManifestReader.Problem(backup.Manifest))}");
            return catalog;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{name} cannot be read: {e.Message}", name, e);
        }
    }
}

/// <summary>A backup of a store.</summary>
internal sealed record CatalogBackup(string Store, string Key, IReadOnlyList<string> Missing, bool IsPinned, BackupManifest Manifest);

/// <summary>A log of a store.</summary>
internal sealed record CatalogLog(
    string Database, int Partition, int Stream, int Chain, LogFileName Name, string Digest, string Key, long StoredLength, DateTimeOffset? StoredTime, DateTimeOffset? CoversTime, LogDescription? Description);

/// <summary>A log's name is S0000012.LOG in JSON.</summary>
internal sealed class LogFileNameJson : JsonConverter<LogFileName>
{
    public override LogFileName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LogFileName.TryParse(reader.GetString(), out var name) ? name : throw new JsonException("a log's name is like S0000012.LOG");

    public override void Write(Utf8JsonWriter writer, LogFileName value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
