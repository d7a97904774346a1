using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum PublishLogStep { CheckLog, WriteIdentity, Upload, ReadBack, Describe }

/// <param name="Protection">How logs are compressed and encrypted.</param>
internal sealed record PublishLogsOptions(ProtectOptions Protection)
{
    /// <summary>instance@host of a writer that is new to the database's folder.</summary>
    public string? Admit { get; init; }

    public SliceOptions Slices { get; init; } = SliceOptions.Default;

    /// <summary>Logs on their way at the same time. Each has one part on its way and one that is being filled: with three of them 96 MiB.</summary>
    public int Parallelism { get; init; } = 3;

    /// <summary>Compress also what Db2 has compressed.</summary>
    public bool CompressAgain { get; init; }

    /// <summary>How a log is protected. What Db2 compressed is stored as it is: compressing it again gains nothing.</summary>
    public ProtectOptions ProtectionOf(LogTimes times) => times.CompressedByDb2 && !CompressAgain ? Protection with { Codec = CompressionCodec.None, Level = null } : Protection;
}

/// <param name="Closed">Nothing later is in the log.</param>
/// <param name="Covers">Everything that was committed by then is in it or in one before it; null when nobody looked.</param>
internal sealed record LogTimes(DateTimeOffset Closed, DateTimeOffset? Covers = null)
{
    /// <summary>Db2 is set to compress what it archives.</summary>
    public bool CompressedByDb2 { get; init; }

    /// <summary>The digest of the file, when an earlier run has taken it and the file has not changed; null to take it.</summary>
    public string? KnownSha256 { get; init; }
}

/// <summary>
/// The store's side of Publish-Db2ArchiveLog. A log is its digest: the same again is shipped already, another of the same name is
/// kept beside it. An object under such a name is whole, whoever wrote it, so nothing that was stored is ever deleted here. Several
/// logs can be published at the same time.
/// </summary>
internal sealed class PublishLogs
{
    // A log has at most 1,048,572 pages of 4 KiB (LOGFILSIZ): one object of 256 parts of 16 MiB. Twice that is no log.
    public const int MaximumParts = 512;

    private readonly Repository repository;
    private readonly RepositoryOwner owner;
    private readonly PublishLogsOptions options;
    private readonly AgePrimitives primitives;
    private readonly IOperationHost host;
    private readonly TimeProvider clock;
    private readonly Admission admission;
    private readonly RepositoryLayout layout;
    private readonly Dictionary<LogExtent, List<StoredLog>> stored;
    private Task? identity;

    private PublishLogs(
        Repository repository, RepositoryOwner owner, PublishLogsOptions options, IReadOnlyList<StoredLog> stored, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
    {
        (this.repository, this.owner, this.options, this.primitives, this.host, this.clock) = (repository, owner, options, primitives, host, clock);
        this.stored = stored.GroupBy(l => l.Log).ToDictionary(g => g.Key, g => g.ToList());
        admission = new Admission(repository, clock);
        layout = new RepositoryLayout(repository.Prefix, owner.Database);
    }

    /// <summary>Checks the store and whose it is, and lists what it has, once for many logs. Changes nothing.</summary>
    /// <exception cref="Db2BackupException">StoreNotWritable, RepositoryBelongsToOther, StandInMixed, RecipientsMixed.</exception>
    public static async Task<PublishLogs> OpenAsync(
        Repository repository, RepositoryOwner owner, PublishLogsOptions options, AgePrimitives primitives, IOperationHost host, TimeProvider clock, CancellationToken cancellationToken)
    {
        BackupKeys.Check(options.Protection.Recipients, noEncryption: true);
        var slices = await StoreReadiness.CheckAsync(repository.Store, options.Slices with { PartsPerSlice = MaximumParts }, clock, cancellationToken).ConfigureAwait(false);
        if (options.Parallelism > 1) slices = slices with { ParallelParts = 1 };
        await new Admission(repository, clock).CheckAsync(owner, options.Admit, cancellationToken).ConfigureAwait(false);
        var stored = await new LogCatalog(repository).ListAsync(owner.Database, cancellationToken).ConfigureAwait(false);
        return new PublishLogs(repository, owner, options with { Slices = slices }, stored, primitives, host, clock);
    }

    /// <param name="path">The log file; its name is that of <paramref name="log"/>.</param>
    /// <exception cref="Db2BackupException">FileNotFound, FileNameNotUnderstood, FileChanged, ReadBackMismatch, and what the store fails with.</exception>
    public async Task<PublishedLog> PublishAsync(string path, LogExtent log, LogTimes times, CancellationToken cancellationToken)
    {
        host.Step(PublishLogStep.CheckLog);
        if (Path.GetFileName(path) != log.Name.ToString())
            throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, $"{path} is not named {log.Name}.", path);
        var samePlace = StoredAt(log);
        StoredLog? Same(string digest) => samePlace.FirstOrDefault(s => s.DigestPrefix == digest[..RepositoryLayout.DigestDigits]);
        // A scheduled run comes every minute, and an archive may be large: what is shipped already is not read for it again.
        var (length, sha256) = times.KnownSha256 is { } known && Same(known) is not null && new FileInfo(path) is { Exists: true } there
            ? (there.Length, known)
            : await Digests.OfFileAsync(path, null, cancellationToken).ConfigureAwait(false);
        var others = samePlace.Where(s => s.DigestPrefix != sha256[..RepositoryLayout.DigestDigits]).Select(s => s.Key).ToList();
        var result = new PublishedLog
        {
            Store = repository.Location, Database = owner.Database, Log = log, Path = path, Sha256 = sha256, PlainBytes = length, OtherCopies = others,
            CompressedByDb2 = times.CompressedByDb2, Key = "", StoredBytes = 0, WasPublishedBefore = true,
        };
        if (Same(sha256) is { } same)
        {
            result = result with { Key = same.Key, StoredBytes = same.StoredLength };
            // A run that ended between the log and its description is finished by the next one.
            if (same.DescriptionKey is null || times.Covers is not null)
                await DescribeAsync(result, null, times, again: same.DescriptionKey is not null, cancellationToken).ConfigureAwait(false);
            return result;
        }
        if (others.Count > 0)
            host.Warning($"{log} of {owner.Database} is in the store with other content: {string.Join(", ", others)}. Both are kept; the name was used twice.");

        await WriteIdentityAsync(cancellationToken).ConfigureAwait(false);
        var protection = options.ProtectionOf(times);
        var key = layout.Log(log, sha256, protection.Extension);
        var upload = await UploadAsync(path, key, length, sha256, protection, cancellationToken).ConfigureAwait(false);

        host.Step(PublishLogStep.ReadBack);
        var found = await repository.Store.FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (found is null || (!upload.Before && found.Length != upload.StoredLength))
            throw new Db2BackupException(ErrorCode.ReadBackMismatch, $"{key} reads back with {(found is null ? "nothing" : $"{found.Length} bytes")} where {upload.StoredLength} bytes were stored.", key);
        result = result with { Key = key, StoredBytes = found.Length, WasPublishedBefore = upload.Before };
        await DescribeAsync(result, upload.StoredSha256, times, again: false, cancellationToken).ConfigureAwait(false);
        var added = new StoredLog(owner.Database, log, sha256[..RepositoryLayout.DigestDigits], key, found.Length) { DescriptionKey = layout.LogDescription(log, sha256) };
        lock (stored)
            if (!stored.TryAdd(log, [added])) stored[log].Add(added);
        return result;
    }

    private IReadOnlyList<StoredLog> StoredAt(LogExtent log)
    {
        lock (stored) return stored.TryGetValue(log, out var there) ? there.ToList() : [];
    }

    /// <summary>How far in time the log reaches, beside it. Another's description of the same log is as good.</summary>
    /// <param name="again">It was described before, and covers more now: nothing was committed since.</param>
    private async Task DescribeAsync(PublishedLog log, string? storedSha256, LogTimes times, bool again, CancellationToken cancellationToken)
    {
        host.Step(PublishLogStep.Describe);
        var description = new LogDescription
        {
            Database = owner.Database, Log = log.Log.ToString(), PlainSha256 = log.Sha256, PlainLength = log.PlainBytes, StoredLength = log.StoredBytes,
            StoredSha256 = storedSha256, CompressedByDb2 = times.CompressedByDb2, ClosedTime = times.Closed, CoversTime = times.Covers, Instance = owner.Instance, HostName = owner.HostName, PublishedTime = clock.GetUtcNow(),
            ModuleVersion = ModuleInfo.Version, StandIn = owner.StandIn,
        };
        await new SmallObjects(repository.Store).CreateAsync(layout.LogDescription(log.Log, log.Sha256, again ? times.Covers : null), ManifestJson.Write(description), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Before the first log: no log lies in a folder that does not say whose it is.</summary>
    private Task WriteIdentityAsync(CancellationToken cancellationToken)
    {
        lock (stored)
        {
            // After a failure the next log tries again.
            if (identity is null or { IsFaulted: true } or { IsCanceled: true }) identity = EnsureAsync();
            return identity;
        }

        Task EnsureAsync()
        {
            host.Step(PublishLogStep.WriteIdentity);
            return admission.EnsureAsync(owner, options.Admit, cancellationToken);
        }
    }

    /// <param name="StoredSha256">Null when it is not certain that the object is the one that was written here.</param>
    private sealed record UploadedLog(long StoredLength, string? StoredSha256, bool Before);

    private async Task<UploadedLog> UploadAsync(string path, string key, long length, string sha256, ProtectOptions protection, CancellationToken cancellationToken)
    {
        host.Step(PublishLogStep.Upload);
        // What may be there under this key is this log and whole: never deleted, also when an answer was lost.
        var upload = new SlicedUpload(repository.Store, number => number == 1 ? key : throw TooLong(path),
            options.Slices, _ => Task.FromResult(false));
        await using (upload.ConfigureAwait(false))
        {
            var source = Digests.OpenRead(path);
            await using (source.ConfigureAwait(false))
            {
                try
                {
                    var progress = new ByteProgress(host, $"Publishing {Path.GetFileName(path)}", "Storing", length);
                    var result = await ProtectPipeline.RunAsync(source, upload, protection, primitives, progress.Add, cancellationToken).ConfigureAwait(false);
                    if (result.PlainSha256 != sha256)
                        throw new Db2BackupException(ErrorCode.FileChanged, $"{path} changed while it was read: it is no finished log.", path);
                    await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
                    return new UploadedLog(result.StoredLength, result.StoredSha256, false);
                }
                catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
                {
                    return new UploadedLog(0, null, true); // Somebody else shipped the same log at this moment.
                }
                catch (Db2BackupException e) when (e.Code != ErrorCode.FileChanged && upload.IsUncertain)
                {
                    // The answer was lost; the store tells whether the deed was done.
                    if (await repository.Store.FindAsync(key, cancellationToken).ConfigureAwait(false) is null) throw;
                    return new UploadedLog(upload.BytesWritten, null, false);
                }
                catch (Exception e) when (e is not Db2BackupException && FileErrors.From(e, path, writing: false) is { } told)
                {
                    throw told;
                }
            }
        }
    }

    private static Db2BackupException TooLong(string path) =>
        new(ErrorCode.FileNameNotUnderstood, $"{path} is longer than any Db2 log.", path);
}
