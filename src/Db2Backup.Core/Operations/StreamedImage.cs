using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;

namespace Db2Backup.Operations;

/// <summary>One image file that is protected on its way into a store: where its bytes come from, and under which name Db2 knows it.</summary>
/// <param name="OpenAsync">Its bytes from the beginning.</param>
/// <param name="Waited">How long its bytes were waited for; null when they are there.</param>
internal sealed record ImageFlow(Func<CancellationToken, Task<ImageName>> NameAsync, Func<CancellationToken, Task<Stream>> OpenAsync, Func<TimeSpan>? Waited = null);

/// <summary>How an image flows: protected by what, in which surroundings.</summary>
internal sealed record FlowSurroundings(ProtectOptions Protection, AgePrimitives Primitives, StreamProgress Progress, TimeProvider Clock);

/// <summary>
/// An image that is protected while it is stored: each of its streams goes through the pipeline of Protect-Db2Backup into the slices of
/// Publish-Db2Backup, all at the same time, and no file lies between.
/// </summary>
/// <param name="image">As far as it is known before.</param>
/// <param name="confirm">Turns what was stored into the image that Db2 and its history tell of; returns only when that is certain.</param>
internal sealed class StreamedImage(
    BackupImage image, BackupImage? local, IReadOnlyList<ImageFlow> flows, FlowSurroundings surroundings, Func<IReadOnlyList<BackupImageFile>, CancellationToken, Task<BackupImage>> confirm) : IPublishSource
{
    private TimeSpan waitedForStore;

    public BackupImage Image => image;

    public BackupImage? LocalImage => local;

    public ProtectedBackup? Protected => null;

    public IReadOnlyList<string> Recipients => surroundings.Protection.Recipients.Select(r => r.Fingerprint).ToList();

    /// <summary>There are no files that could have changed.</summary>
    public void Check() { }

    /// <summary>A backup that is being taken now cannot be in the store yet.</summary>
    public Task CheckSameAsync(BackupManifest manifest, string backup, Action<long> onRead, CancellationToken cancellationToken) =>
        throw new Db2BackupException(ErrorCode.PublishedDifferently, $"{backup} is in the store already, and {image.Database} {image.Timestamp} is being taken now.", backup);

    public async Task<StoredContent> StoreAsync(StoreFile store, CancellationToken cancellationToken)
    {
        var begin = surroundings.Clock.GetTimestamp();
        var stored = await AllAsync(store, cancellationToken).ConfigureAwait(false);
        var took = surroundings.Clock.GetElapsedTime(begin);
        var confirmed = await confirm(stored.Select(s => s.Source).ToList(), cancellationToken).ConfigureAwait(false);
        var made = new ProtectedBackup
        {
            Image = confirmed, Compression = surroundings.Protection.Codec, Recipients = Recipients, Duration = took,
            Files = stored.Select(s => new ProtectedFile(s.Source.Path, s.Source, s.File.PlainLength, s.File.PlainSha256, s.File.StoredLength, s.File.StoredSha256)).ToList(),
        };
        TimeSpan? forDb2 = flows.All(f => f.Waited is not null) ? new TimeSpan(flows.Sum(f => f.Waited!().Ticks)) : null;
        return new StoredContent(confirmed, made, stored.Select(s => s.File).ToList(), new FlowTimes(forDb2, waitedForStore));
    }

    /// <summary>In the order of their sequence. The first failure stops the others, and all have ended when this returns.</summary>
    private async Task<IReadOnlyList<(BackupImageFile Source, ManifestFile File)>> AllAsync(StoreFile store, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Cores and memory are shared, with a floor for every stream.
        using var share = new CompressionShare(surroundings.Protection, flows.Count);
        var running = flows.Select(flow => OneAsync(flow, store, share, stop.Token)).ToList();
        var pending = running.ToList();
        Task? failed = null;
        while (pending.Count > 0)
        {
            var done = await Task.WhenAny(pending).ConfigureAwait(false);
            pending.Remove(done);
            if (done.IsCompletedSuccessfully || failed is not null) continue;
            failed = done;
            await stop.CancelAsync().ConfigureAwait(false);
        }
        if (failed is not null) await failed.ConfigureAwait(false);
        var all = await Task.WhenAll(running).ConfigureAwait(false);
        return all.OrderBy(s => s.File.Sequence).ToList();
    }

    private async Task<(BackupImageFile Source, ManifestFile File)> OneAsync(ImageFlow flow, StoreFile store, CompressionShare share, CancellationToken cancellationToken)
    {
        var name = await flow.NameAsync(cancellationToken).ConfigureAwait(false);
        var file = await store(name.ToString(), name.Sequence, surroundings.Protection.Extension, (upload, token) => ProtectAsync(flow, upload, share, token), cancellationToken).ConfigureAwait(false);
        return (new BackupImageFile(name.ToString(), name, file.PlainLength), file);
    }

    private async Task<ExpectedBytes?> ProtectAsync(ImageFlow flow, Stream upload, CompressionShare share, CancellationToken cancellationToken)
    {
        var source = await flow.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var metered = new MeteredStream(upload, surroundings.Clock, Stored);
            var result = await ProtectPipeline.RunAsync(source, metered, share, surroundings.Primitives, surroundings.Progress.AddPlain, cancellationToken).ConfigureAwait(false);
            return new ExpectedBytes(result.PlainLength, result.PlainSha256, result.StoredLength, result.StoredSha256);
        }
    }

    private void Stored(long bytes, TimeSpan took)
    {
        surroundings.Progress.AddStored(bytes);
        lock (flows) waitedForStore += took;
    }
}
