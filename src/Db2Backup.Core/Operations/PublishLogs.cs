using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum PublishLogStep { CheckLog, WriteIdentity, Upload, ReadBack, Describe }

/// <param name="Protection">How logs are compressed and encrypted.</param>
internal sealed record PublishLogsOptions(ProtectOptions Protection)
{
    /// <summary>instance@host of a writer that is new to the database's folder.</summary>
    public string? Admit { get; init; }

    public SliceOptions Slices { get; init; } = SliceOptions.Default;
}

/// <param name="Closed">Nothing later is in the log.</param>
/// <param name="Covers">Everything that was committed by then is in it or in one before it; null when nobody looked.</param>
internal sealed record LogTimes(DateTimeOffset Closed, DateTimeOffset? Covers = null);

/// <summary>
/// The store's side of Publish-Db2ArchiveLog. A log is its digest: the same again is shipped already, another of the same name is
/// kept beside it. An object under such a name is whole, whoever wrote it, so nothing that was stored is ever deleted here.
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
    private readonly List<StoredLog> stored = [];
    private bool identityWritten;

    private PublishLogs(Repository repository, RepositoryOwner owner, PublishLogsOptions options, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
    {
        (this.repository, this.owner, this.options, this.primitives, this.host, this.clock) = (repository, owner, options, primitives, host, clock);
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
        options = options with { Slices = slices };
        var logs = new PublishLogs(repository, owner, options, primitives, host, clock);
        await logs.admission.CheckAsync(owner, options.Admit, cancellationToken).ConfigureAwait(false);
        logs.stored.AddRange(await new LogCatalog(repository).ListAsync(owner.Database, cancellationToken).ConfigureAwait(false));
        return logs;
    }

    /// <param name="path">The log file; its name is that of <paramref name="log"/>.</param>
    /// <exception cref="Db2BackupException">FileNotFound, FileNameNotUnderstood, FileChanged, ReadBackMismatch, and what the store fails with.</exception>
    public async Task<PublishedLog> PublishAsync(string path, LogExtent log, LogTimes times, CancellationToken cancellationToken)
    {
        host.Step(PublishLogStep.CheckLog);
        if (Path.GetFileName(path) != log.Name.ToString())
            throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, $"{path} is not named {log.Name}.", path);
        var (length, sha256) = await Digests.OfFileAsync(path, null, cancellationToken).ConfigureAwait(false);
        var samePlace = stored.Where(s => s.Log == log).ToList();
        var others = samePlace.Where(s => s.DigestPrefix != sha256[..RepositoryLayout.DigestDigits]).Select(s => s.Key).ToList();
        var result = new PublishedLog
        {
            Store = repository.Location, Database = owner.Database, Log = log, Path = path, Sha256 = sha256, PlainBytes = length, OtherCopies = others,
            Key = "", StoredBytes = 0, WasPublishedBefore = true,
        };
        if (samePlace.FirstOrDefault(s => s.DigestPrefix == sha256[..RepositoryLayout.DigestDigits]) is { } same)
        {
            result = result with { Key = same.Key, StoredBytes = same.StoredLength };
            // A run that ended between the log and its description is finished by the next one.
            if (same.DescriptionKey is null || times.Covers is not null)
                await DescribeAsync(result, times, again: same.DescriptionKey is not null, cancellationToken).ConfigureAwait(false);
            return result;
        }
        if (others.Count > 0)
            host.Warning($"{log} of {owner.Database} is in the store with other content: {string.Join(", ", others)}. Both are kept; the name was used twice.");

        await WriteIdentityAsync(cancellationToken).ConfigureAwait(false);
        var key = layout.Log(log, sha256, options.Protection.Extension);
        var (storedLength, before) = await UploadAsync(path, key, length, sha256, cancellationToken).ConfigureAwait(false);

        host.Step(PublishLogStep.ReadBack);
        var found = await repository.Store.FindAsync(key, cancellationToken).ConfigureAwait(false);
        if (found is null || (!before && found.Length != storedLength))
            throw new Db2BackupException(ErrorCode.ReadBackMismatch, $"{key} reads back with {(found is null ? "nothing" : $"{found.Length} bytes")} where {storedLength} bytes were stored.", key);
        result = result with { Key = key, StoredBytes = found.Length, WasPublishedBefore = before };
        await DescribeAsync(result, times, again: false, cancellationToken).ConfigureAwait(false);
        stored.Add(new StoredLog(owner.Database, log, sha256[..RepositoryLayout.DigestDigits], key, found.Length) { DescriptionKey = layout.LogDescription(log, sha256) });
        return result;
    }

    /// <summary>How far in time the log reaches, beside it. Another's description of the same log is as good.</summary>
    /// <param name="again">It was described before, and covers more now: nothing was committed since.</param>
    private async Task DescribeAsync(PublishedLog log, LogTimes times, bool again, CancellationToken cancellationToken)
    {
        host.Step(PublishLogStep.Describe);
        var description = new LogDescription
        {
            Database = owner.Database, Log = log.Log.ToString(), PlainSha256 = log.Sha256, PlainLength = log.PlainBytes, StoredLength = log.StoredBytes,
            ClosedTime = times.Closed, CoversTime = times.Covers, Instance = owner.Instance, HostName = owner.HostName, PublishedTime = clock.GetUtcNow(),
            ModuleVersion = ModuleInfo.Version, StandIn = owner.StandIn,
        };
        await new SmallObjects(repository.Store).CreateAsync(layout.LogDescription(log.Log, log.Sha256, again ? times.Covers : null), ManifestJson.Write(description), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Before the first log: no log lies in a folder that does not say whose it is.</summary>
    private async Task WriteIdentityAsync(CancellationToken cancellationToken)
    {
        if (identityWritten) return;
        host.Step(PublishLogStep.WriteIdentity);
        await admission.EnsureAsync(owner, options.Admit, cancellationToken).ConfigureAwait(false);
        identityWritten = true;
    }

    private async Task<(long StoredLength, bool Before)> UploadAsync(string path, string key, long length, string sha256, CancellationToken cancellationToken)
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
                    var result = await ProtectPipeline.RunAsync(source, upload, options.Protection, primitives, progress.Add, cancellationToken).ConfigureAwait(false);
                    if (result.PlainSha256 != sha256)
                        throw new Db2BackupException(ErrorCode.FileChanged, $"{path} changed while it was read: it is no finished log.", path);
                    await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
                    return (result.StoredLength, false);
                }
                catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
                {
                    return (0, true); // Somebody else shipped the same log at this moment.
                }
                catch (Db2BackupException e) when (e.Code != ErrorCode.FileChanged && upload.IsUncertain)
                {
                    // The answer was lost; the store tells whether the deed was done.
                    if (await repository.Store.FindAsync(key, cancellationToken).ConfigureAwait(false) is null) throw;
                    return (upload.BytesWritten, false);
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
