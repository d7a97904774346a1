using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum CopyLogStep { ChooseLogs, WriteIdentity, Copy, Describe }

/// <summary>
/// The logs of a backup on their way to another store, as they are stored: nothing is decrypted. A log that is there already by its
/// digest is not copied again. What was copied is whole and stays, whatever comes after.
/// </summary>
internal sealed class CopyLogs(Repository source, Repository destination, RepositoryOwner owner, bool all, IOperationHost host, TimeProvider clock)
{
    private const int CopyBytes = 1 << 20;

    private readonly RepositoryLayout from = new(source.Prefix, owner.Database), to = new(destination.Prefix, owner.Database);

    /// <param name="options">Its slices are those of the destination.</param>
    /// <returns>How many were copied.</returns>
    /// <exception cref="Db2BackupException">LogGap, ObjectTooLarge (before anything is stored), StoredDataMismatch, ReadBackMismatch …</exception>
    public async Task<int> RunAsync(PublishedBackup backup, PublishBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(CopyLogStep.ChooseLogs);
        var logs = await new LogCatalog(source).ListAsync(owner.Database, cancellationToken).ConfigureAwait(false);
        var there = await new LogCatalog(destination).ListAsync(owner.Database, cancellationToken).ConfigureAwait(false);
        var chosen = LogsToCopy.Needed(backup, logs, there).Concat(all ? LogsToCopy.Following(backup, logs) : []).DistinctBy(l => l.Key).ToList();
        if (chosen.Count == 0) return 0;
        var missing = chosen.Where(l => !there.Any(t => t.Log == l.Log && t.DigestPrefix == l.DigestPrefix)).ToList();
        var facts = await destination.Store.DescribeAsync(cancellationToken).ConfigureAwait(false);
        // Wanted with the parts of a log; a log is one object and not cut.
        var slices = (options.Slices with { PartsPerSlice = PublishLogs.MaximumParts }).Within(facts);
        if (missing.FirstOrDefault(l => l.StoredLength > slices.SliceBytes) is { } tooLarge)
            throw new Db2BackupException(ErrorCode.ObjectTooLarge,
                $"{tooLarge.Key} has {tooLarge.StoredLength} bytes, and {destination.Store.DisplayName} takes objects of {slices.SliceBytes} bytes; a log is one object.", tooLarge.Key);

        host.Step(CopyLogStep.WriteIdentity);
        await new Admission(destination, clock).EnsureAsync(owner, options.Admit, cancellationToken).ConfigureAwait(false);
        var progress = new ByteProgress(host, $"Copying logs of {owner.Database}", "Storing", missing.Sum(l => l.StoredLength));
        foreach (var log in missing) await CopyAsync(log, logs, slices, options, progress, cancellationToken).ConfigureAwait(false);
        await DescribeAsync(chosen, cancellationToken).ConfigureAwait(false);
        host.Verbose($"{missing.Count} logs of {owner.Database} were copied to {destination.Store.DisplayName}, and {chosen.Count - missing.Count} were there already.");
        return missing.Count;
    }

    private async Task CopyAsync(StoredLog log, IReadOnlyList<StoredLog> logs, SliceOptions slices, PublishBackupOptions options, ByteProgress progress, CancellationToken cancellationToken)
    {
        host.Step(CopyLogStep.Copy);
        // Said of the only object of this log, the length is that object's; a cut one must not be spread.
        var described = logs.Count(l => l.Log == log.Log && l.DigestPrefix == log.DigestPrefix) == 1
            ? (await new LogCatalog(source).DescribeAsync(log, cancellationToken).ConfigureAwait(false)).Description : null;
        if (described is not null && described.StoredLength != log.StoredLength)
            throw Mismatch($"{log.Key} in {source.Store.DisplayName} has {log.StoredLength} bytes where its description records {described.StoredLength}.", log);
        if (log.DescriptionKey is null)
            host.Warning($"{log.Key} has no description in {source.Store.DisplayName}: how far in time it reaches is not known of the copy. Publish-Db2ArchiveLog on the server adds it there, and copying again takes it along.");

        var key = to.Logs + log.Key[from.Logs.Length..];
        if (await UploadAsync(log, key, slices, progress, cancellationToken).ConfigureAwait(false) is { } sha256)
        {
            var stored = new ManifestFile(key, 1, log.StoredLength, "", log.StoredLength, sha256, [new ManifestSlice(key, log.StoredLength)]);
            await ReadBack.RunAsync(destination, [stored], "", options with { Slices = slices }, host, $"Copying {log.Log.Name}", cancellationToken).ConfigureAwait(false);
        }
        // Somebody else's of the same name is the same log, and may be encrypted anew: it has a length of its own.
        else if (await destination.Store.FindAsync(key, cancellationToken).ConfigureAwait(false) is null)
            throw new Db2BackupException(ErrorCode.ReadBackMismatch, $"{key} reads back with nothing where a log was stored.", key);
    }

    /// <returns>Digest of the stored bytes; null when somebody else stored the same log meanwhile.</returns>
    private async Task<string?> UploadAsync(StoredLog log, string key, SliceOptions slices, ByteProgress progress, CancellationToken cancellationToken)
    {
        // One part more than it can have: nothing is completed before the end was seen. What may be there under this key is this log
        // and whole: never deleted, also when an answer was lost.
        var upload = new SlicedUpload(destination.Store, _ => key, slices with { PartsPerSlice = slices.PartsPerSlice + 1 }, _ => Task.FromResult(false));
        try
        {
            return await FillAsync(upload, log, slices, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
        {
            return null;
        }
        catch (Db2BackupException) when (upload.IsUncertain)
        {
            // The answer was lost; the store tells whether the deed was done.
            if (await destination.Store.FindAsync(key, cancellationToken).ConfigureAwait(false) is null) throw;
            return null;
        }
        catch (Exception e)
        {
            await upload.DisposeAsync().ConfigureAwait(false);
            var told = Debris.With(e, upload.DebrisRemaining);
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
        finally
        {
            await upload.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<string> FillAsync(SlicedUpload upload, StoredLog log, SliceOptions slices, ByteProgress progress, CancellationToken cancellationToken)
    {
        var download = new SlicedDownload(source.Store, [new StoredSlice(log.Key, log.StoredLength)], slices);
        await using (download.ConfigureAwait(false))
        {
            var buffer = GC.AllocateUninitializedArray<byte>(CopyBytes);
            var reader = new DigestingReader(download);
            int read;
            while ((read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await upload.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress.Add(read);
            }
            var sha256 = reader.Sha256();
            // Stored as Db2 wrote it, a log shows by itself whether it is the one that its name says.
            if (from.ParseLog(log.Key) is { Extension: "" } && !sha256.StartsWith(log.DigestPrefix, StringComparison.Ordinal))
                throw Mismatch($"{log.Key} in {source.Store.DisplayName} holds another log than its name says.", log);
            await upload.CompleteAsync(cancellationToken).ConfigureAwait(false);
            return sha256;
        }
    }

    /// <summary>What is said of the logs, also of those that were there: it may have been said later. Another's description is as good.</summary>
    private async Task DescribeAsync(IReadOnlyList<StoredLog> logs, CancellationToken cancellationToken)
    {
        host.Step(CopyLogStep.Describe);
        var wanted = logs.Select(l => (l.Log, l.DigestPrefix)).ToHashSet();
        var there = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var found in destination.Store.ListAsync(to.Logs, cancellationToken).ConfigureAwait(false)) there.Add(found.Key);
        var catalog = new LogCatalog(source);
        await foreach (var found in source.Store.ListAsync(from.Logs, cancellationToken).ConfigureAwait(false))
        {
            var key = to.Logs + found.Key[from.Logs.Length..];
            if (from.ParseLogDescription(found.Key) is not var (log, digest, _) || !wanted.Contains((log, digest)) || there.Contains(key)) continue;
            // Read as whoever plans a restore will read it: what is not of this log is not spread.
            _ = await catalog.DescribeAsync(logs.First(l => l.Log == log && l.DigestPrefix == digest) with { DescriptionKey = found.Key }, cancellationToken).ConfigureAwait(false);
            if (await SmallObjects.ReadAsync(source.Store, found.Key, cancellationToken).ConfigureAwait(false) is { } content)
                await new SmallObjects(destination.Store).CreateAsync(key, content, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Db2BackupException Mismatch(string message, StoredLog log) => new(ErrorCode.StoredDataMismatch, message, log.Key);
}
