using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal sealed record CopyBackupOptions
{
    /// <summary>Also the logs that a recovery beyond the end of the backup needs; those up to its end go along in any case.</summary>
    public bool IncludeLogs { get; init; }

    /// <summary>How many destinations are enough; null for all.</summary>
    public int? MinimumCopies { get; init; }

    /// <summary>How destinations are written to; their slices are set by <see cref="StoreCopies"/> and what each store allows.</summary>
    public PublishBackupOptions Publish { get; init; } = new();
}

/// <summary>
/// Copy-Db2Backup: a backup from one store to others, as it is stored. Nothing is decrypted; every byte is compared with the digests
/// of the manifest on its way, cut anew where a store allows less, and read back; the manifest is written last and create-only, as
/// when it was published. The source is only read.
/// </summary>
internal sealed class CopyBackup(Repository source, IOperationHost host, TimeProvider clock)
{
    /// <summary>Everything of the destination's that a test wants to set.</summary>
    public StoreCopies Copies { get; init; } = new(host, clock);

    /// <param name="slices">Sizes in place of the usual ones, for tests.</param>
    /// <returns>The copy in each destination that has it.</returns>
    /// <exception cref="Db2BackupException">BackupNotFound, BackupIncomplete, and with one destination what it fails with; with several CopiesTooFew.</exception>
    public async Task<IReadOnlyList<PublishedBackup>> RunAsync(
        PublishedBackup backup, IReadOnlyList<StoreChoice> destinations, CopyBackupOptions options, CancellationToken cancellationToken, SliceOptions? slices = null)
    {
        // Whether there is anything to copy is found out once, before any destination is asked.
        var found = await CopySource.OpenAsync(source, backup.Key, slices ?? SliceOptions.Default, options.IncludeLogs, host, clock, cancellationToken).ConfigureAwait(false);
        await TellWhatStaysAsync(found.Backup, cancellationToken).ConfigureAwait(false);
        var run = await PublishCopies.RunOfAsync(source, backup.Key, cancellationToken).ConfigureAwait(false);
        var copies = await new PublishCopies(Copies).RunAsync(destinations, options.MinimumCopies, $"{backup.Database} {backup.Timestamp}", streams: 2, run,
            (repository, told, share, token) =>
            {
                var cut = slices ?? share;
                return new PublishBackup(repository, told, clock).RunAsync(
                    async () => await CopySource.OpenAsync(source, backup.Key, cut, options.IncludeLogs, told, clock, token).ConfigureAwait(false), options.Publish with { Slices = cut }, token);
            }, cancellationToken).ConfigureAwait(false);
        return copies.Select(c => OfSameFiles(backup, c)).ToList();
    }

    /// <summary>
    /// What was published from local files is still of them (Publish | Copy | Remove-Db2BackupImage): nothing local is deleted before the
    /// copies that were asked for first, and those that were asked for now, were read back.
    /// </summary>
    private static PublishedBackup OfSameFiles(PublishedBackup original, PublishedBackup copy)
    {
        if (original.Image is null) return copy;
        var first = original.Copies.Count > 0 ? original.Copies
            : [new BackupCopy { Store = original.Store, Name = original.Store, Key = original.Key, WasPublishedBefore = original.WasPublishedBefore }];
        var all = first.Where(f => copy.Copies.All(c => c.Store != f.Store)).Concat(copy.Copies).ToList();
        return copy with
        {
            Image = original.Image, Protected = original.Protected, Copies = all,
            MinimumCopies = Math.Min(original.MinimumCopies + copy.MinimumCopies, all.Count(c => c.IsPublished)),
        };
    }

    /// <summary>A pin, and what others put beside the backup, belong to the store where they lie.</summary>
    private async Task TellWhatStaysAsync(PublishedBackup backup, CancellationToken cancellationToken)
    {
        var own = ManifestReader.All(backup.Manifest).SelectMany(f => f.Slices).Select(s => backup.Key + s.Name)
            .Append(RepositoryLayout.Started(backup.Key)).Append(RepositoryLayout.Manifest(backup.Key)).ToHashSet(StringComparer.Ordinal);
        await foreach (var other in source.Store.ListAsync(backup.Key, cancellationToken).ConfigureAwait(false))
            if (other.Key == RepositoryLayout.Pin(backup.Key)) host.Warning($"{backup} is pinned there; its copies are not.");
            else if (!own.Contains(other.Key)) host.Verbose($"{other.Key} is not named in the manifest and is not copied.");
    }
}
