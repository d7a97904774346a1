using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>One attempt to publish: from started.json to the manifest, or back to what was there before.</summary>
internal sealed class PublishRun(
    Repository repository, IOperationHost host, TimeProvider clock, IPublishContent source, PublishBackupOptions options, RepositoryLayout layout, Admission admission, string backup)
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(2);

    private readonly SmallObjects objects = new(repository.Store), shared = new(repository.Store);
    private readonly List<string> slices = [], debris = [];
    private readonly string activity = $"Publishing {source.Alias} {source.Timestamp}";
    private byte[] startedBytes = [];
    private byte[]? manifestBytes;
    private bool manifestWritten, takenOver;

    public async Task<BackupManifest> RunAsync(RepositoryOwner owner, CancellationToken cancellationToken)
    {
        var started = StartedRecord.Create(clock);
        using var alive = RunMark.Make(started.RunId);
        try
        {
            host.Step(PublishBackupStep.Begin);
            startedBytes = ManifestJson.Write(started);
            if (!await objects.CreateAsync(RepositoryLayout.Started(backup), startedBytes, cancellationToken).ConfigureAwait(false))
                throw new Db2BackupException(ErrorCode.PublishInProgress, $"Somebody else began to publish {backup} at this moment.", backup);
            var begin = clock.GetTimestamp();

            host.Step(PublishBackupStep.Upload);
            var content = await source.StoreFilesAsync(UploadAsync, cancellationToken).ConfigureAwait(false);
            host.Step(PublishBackupStep.StoreAttachments);
            var attachments = await source.StoreAttachmentsAsync(UploadAsync, options, host, cancellationToken).ConfigureAwait(false);

            host.Step(PublishBackupStep.ReadBack);
            await ReadBack.RunAsync(repository, [.. content.Files, .. attachments], backup, options, host, activity, cancellationToken).ConfigureAwait(false);

            host.Step(PublishBackupStep.WriteIdentity);
            await admission.WriteAsync(owner, options.Admit, shared, cancellationToken).ConfigureAwait(false);

            host.Step(PublishBackupStep.WriteManifest);
            var (manifest, described) = content.Describe(attachments, clock.GetUtcNow(), clock.GetElapsedTime(begin));
            cancellationToken.ThrowIfCancellationRequested();
            await CheckStillOursAsync(cancellationToken).ConfigureAwait(false);
            manifestBytes = described;
            if (!await objects.CreateAsync(RepositoryLayout.Manifest(backup), manifestBytes, cancellationToken).ConfigureAwait(false))
            {
                manifestBytes = null;
                takenOver = true;
                throw TakenOver();
            }
            manifestWritten = true;

            host.Step(PublishBackupStep.ReadBackManifest);
            var mine = await objects.IsMineAsync(RepositoryLayout.Manifest(backup), manifestBytes, cancellationToken).ConfigureAwait(false);
            if (mine != true) cancellationToken.ThrowIfCancellationRequested();
            if (mine is null) throw new Db2BackupException(ErrorCode.ReadFailed, $"The manifest of {backup} was written and cannot be read back.", backup);
            if (mine is false) throw new Db2BackupException(ErrorCode.ReadBackMismatch, $"The manifest of {backup} does not read back as it was written.", backup);
            return manifest;
        }
        catch (Exception e)
        {
            var told = await UndoAsync(e).ConfigureAwait(false);
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    private async Task<ManifestFile> UploadAsync(string name, int sequence, string extension, Func<Stream, CancellationToken, Task<ExpectedBytes?>> write, CancellationToken cancellationToken)
    {
        var upload = new SlicedUpload(repository.Store, number => backup + RepositoryLayout.SliceName(name, extension, number), options.Slices, StillOursAsync);
        try
        {
            var expected = await write(upload, cancellationToken).ConfigureAwait(false);
            var (stored, length, sha256) = await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
            lock (slices) slices.AddRange(stored.Select(s => s.Key));
            // What was published must be what was protected: a file may have been changed since.
            if (expected is not null && (expected.StoredLength, expected.StoredSha256) != (length, sha256))
                throw new Db2BackupException(ErrorCode.FileChanged, $"{name} is not what it was when it was made: {length} bytes, digest {sha256}.", name);
            return new ManifestFile(
                name, sequence, expected?.PlainLength ?? length, expected?.PlainSha256 ?? sha256, length, sha256,
                stored.Select(s => new ManifestSlice(s.Key[backup.Length..], s.Length)).ToList());
        }
        finally
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            lock (debris) debris.AddRange(upload.DebrisRemaining);
        }
    }

    /// <summary>Somebody who took this run's place removed its started.json, and stores under the same keys.</summary>
    private async Task<bool> StillOursAsync(CancellationToken cancellationToken)
    {
        takenOver |= await objects.IsMineAsync(RepositoryLayout.Started(backup), startedBytes, cancellationToken).ConfigureAwait(false) == false;
        return !takenOver;
    }

    private async Task CheckStillOursAsync(CancellationToken cancellationToken)
    {
        var ours = await objects.IsMineAsync(RepositoryLayout.Started(backup), startedBytes, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (ours is null) throw new Db2BackupException(ErrorCode.ReadFailed, $"{RepositoryLayout.Started(backup)} cannot be read back.", backup);
        takenOver = !ours.Value;
        if (takenOver) throw TakenOver();
    }

    private Db2BackupException TakenOver() =>
        new(ErrorCode.PublishInProgress, $"Somebody else took over the publishing of {backup} meanwhile.", backup);

    /// <summary>Takes away what this run stored, unless its manifest is or may be there; with a token of its own.</summary>
    private async Task<Exception> UndoAsync(Exception failure)
    {
        var cause = FileErrors.From(failure, repository.Store.DisplayName, writing: true) ?? failure;
        using var limit = new CancellationTokenSource(CleanUpLimit);
        if (manifestBytes is not null && !manifestWritten)
        {
            var there = await objects.IsMineAsync(RepositoryLayout.Manifest(backup), manifestBytes, limit.Token).ConfigureAwait(false);
            if (there is null)
                return Told(cause, $"Whether its manifest was written cannot be seen now, so nothing was removed. DebrisRemaining: {string.Join(", ", shared.Keys.Append(backup))} if it was not; publishing the same backup again tells and tidies up.");
            manifestWritten = there.Value;
        }
        if (manifestWritten)
            return Told(cause, $"The manifest of {backup} was written before: the backup is in the store. Publishing it again checks it.");
        if (takenOver || (slices.Count > 0 && !await StillOursAsync(limit.Token).ConfigureAwait(false)))
            return Told(cause, $"Another run has taken over {backup}; nothing in it was removed.");

        foreach (var key in slices)
            if (!await SmallObjects.TryDeleteAsync(repository.Store, key, limit.Token).ConfigureAwait(false)) debris.Add(key);
        // As long as anything is left, started.json stays and tells whose it is.
        debris.AddRange(debris.Count == 0 ? await objects.UndoAsync(limit.Token).ConfigureAwait(false) : objects.Keys);
        debris.AddRange(await admission.UndoAsync(shared, layout.Database, debris.Count > 0, limit.Token).ConfigureAwait(false));
        return Debris.With(cause, debris);
    }

    private static Exception Told(Exception cause, string sentence)
    {
        var message = $"{cause.Message} {sentence}";
        return cause switch
        {
            OperationCanceledException cancelled => new OperationCanceledException(message, cancelled, cancelled.CancellationToken),
            Db2BackupException { Code: { } code } ours => new Db2BackupException(code, message, ours.Target, ours),
            _ => cause,
        };
    }
}
