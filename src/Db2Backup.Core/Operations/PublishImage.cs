using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <param name="Recipients">Whom the image is encrypted to; empty for no encryption.</param>
internal sealed record PublishImageOptions(IReadOnlyList<IAgeRecipient> Recipients, PublishBackupOptions Publish)
{
    /// <summary>Null for the usual one.</summary>
    public CompressionCodec? Compression { get; init; }

    /// <summary>The codec's own.</summary>
    public int? CompressionLevel { get; init; }
}

/// <summary>An image that lies in files: compressed and encrypted while it is stored, without a protected copy on disk.</summary>
internal sealed class PublishImage(Repository repository, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
{
    /// <exception cref="Db2BackupException">What Protect-Db2Backup and Publish-Db2Backup have; FileChanged.</exception>
    public Task<PublishedBackup> RunAsync(BackupImage image, PublishImageOptions options, CancellationToken cancellationToken)
    {
        var source = Source(image, options.Recipients, options.Compression, options.CompressionLevel, primitives, host, clock);
        return new PublishBackup(repository, host, clock).RunAsync(() => source, options.Publish with { Slices = options.Publish.Slices.Shared(image.Files.Count) }, cancellationToken);
    }

    /// <summary>The image on its way from its files into stores.</summary>
    public static StreamedImage Source(
        BackupImage image, IReadOnlyList<IAgeRecipient> recipients, CompressionCodec? codec, int? level, AgePrimitives primitives, IOperationHost host, TimeProvider clock)
    {
        var compression = CompressionChoice.Of(codec, level, image.IsCompressedByDb2, ZstdLibrary.IsAvailable);
        host.Verbose($"Image {image.Timestamp} of {image.Database}: {compression.Why}");
        var protection = new ProtectOptions(compression.Codec, compression.Level, recipients);
        var progress = new StreamProgress(host, $"Publishing {image.Database} {image.Timestamp}", "Compressing, encrypting and storing", image.SizeBytes, clock);
        var flows = image.Files.Select(f => new ImageFlow(_ => Task.FromResult(f.Name), _ => Task.FromResult<Stream>(Digests.OpenRead(f.Path)))).ToList();
        return new StreamedImage(image, image, flows, new FlowSurroundings(protection, primitives, progress, clock), (stored, _) => Task.FromResult(Unchanged(image, stored)));
    }

    /// <summary>As <see cref="RunAsync"/>; an image that is in the store with the same content is not stored again.</summary>
    /// <exception cref="Db2BackupException">As <see cref="RunAsync"/>; PublishedDifferently.</exception>
    public async Task<PublishedBackup> RunOnceAsync(BackupImage image, PublishImageOptions options, CancellationToken cancellationToken)
    {
        var backup = new RepositoryLayout(repository.Prefix, image.DatabaseInfo.Name).Backup(image.StartTime, image.Timestamp);
        if (await ManifestReader.ReadAsync(repository, backup, cancellationToken).ConfigureAwait(false) is not { } manifest) return await RunAsync(image, options, cancellationToken).ConfigureAwait(false);
        // Only compared with what lies here: nothing of it is ever stored this way, which would be without protection.
        var here = PublishSource.Of(image, [], host);
        here.Check();
        var activity = $"Publishing {image.Database} {image.Timestamp}";
        await here.CheckSameAsync(manifest, backup, new ByteProgress(host, activity, "Comparing with what is in the store", image.SizeBytes).Add, cancellationToken).ConfigureAwait(false);
        await ReadBack.RunAsync(repository, manifest.Files, backup, options.Publish, host, activity, cancellationToken).ConfigureAwait(false);
        return ((IPublishContent)here).Result(repository, backup, manifest, before: true);
    }

    /// <exception cref="Db2BackupException">FileChanged.</exception>
    private static BackupImage Unchanged(BackupImage image, IReadOnlyList<BackupImageFile> stored)
    {
        foreach (var file in image.Files)
            if (stored.First(s => s.Name == file.Name).Length is var length && length != file.Length)
                throw new Db2BackupException(ErrorCode.FileChanged, $"The image file {file.Path} changed while it was read: {length} bytes instead of {file.Length}.", file.Path);
        return image;
    }
}
