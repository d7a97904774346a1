using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>An image that is published from here: files that lie here, or streams that Db2 is writing.</summary>
internal interface IPublishSource : IPublishContent
{
    /// <summary>Whose it is, when it began, and its timestamp; of a stream no more is known before it was stored.</summary>
    BackupImage Image { get; }

    /// <summary>The local files it is made of, for whoever removes them; null when there are none.</summary>
    BackupImage? LocalImage { get; }

    /// <summary>The protected files; null when there are none.</summary>
    ProtectedBackup? Protected { get; }

    /// <summary>Fingerprints of whom it is encrypted to; empty when it is not encrypted.</summary>
    IReadOnlyList<string> Recipients { get; }

    /// <summary>Stores every file. What it gives back is what the manifest will say: it returns only when that is certain.</summary>
    /// <param name="store">Stores one file; may be called for several at the same time.</param>
    Task<StoredContent> StoreAsync(StoreFile store, CancellationToken cancellationToken);

    RepositoryOwner IPublishContent.Owner => RepositoryOwner.Of(Image.DatabaseInfo, Image.DatabaseSeed);

    string IPublishContent.Alias => Image.Database;

    Db2Timestamp IPublishContent.Timestamp => Image.Timestamp;

    Db2Timestamp? IPublishContent.Predecessor => Image.Predecessor;

    DateTimeOffset IPublishContent.StartTime => Image.StartTime;

    bool IPublishContent.IsEncrypted => Recipients.Count > 0 || Image.IsEncryptedByDb2;

    async Task<DescribedContent> IPublishContent.StoreFilesAsync(StoreFile store, CancellationToken cancellationToken)
    {
        var content = await StoreAsync(store, cancellationToken).ConfigureAwait(false);
        return new DescribedContent(content.Files, (attachments, published, took) =>
        {
            var manifest = ManifestBuilder.Build(content.Image, content.Protected, content.Files, attachments, published, took, content.Flow);
            return (manifest, ManifestJson.Write(manifest));
        });
    }

    async Task<IReadOnlyList<ManifestFile>> IPublishContent.StoreAttachmentsAsync(StoreFile store, PublishBackupOptions options, IOperationHost host, CancellationToken cancellationToken) =>
        options.Kit is { } kit && await kit.StoreAsync(store, Image, Recipients, host, cancellationToken).ConfigureAwait(false) is { } stored ? [stored] : [];

    PublishedBackup IPublishContent.Result(Repository repository, string backup, BackupManifest manifest, bool before) => new()
    {
        Store = repository.Location, Key = backup, Manifest = manifest, WasPublishedBefore = before, Image = LocalImage, Protected = Protected,
    };
}

/// <summary>Stores one file as slices.</summary>
/// <param name="name">Of an image file Db2's own name.</param>
/// <param name="sequence">Of an image file its number in the image; else 0.</param>
/// <param name="extension">How it is compressed and encrypted: <c>.zst.age</c>.</param>
/// <param name="write">Writes all of its stored bytes; returns what they must be, or null when that is not known otherwise.</param>
/// <exception cref="Db2BackupException">FileChanged: what was stored is not what <paramref name="write"/> returns.</exception>
internal delegate Task<ManifestFile> StoreFile(string name, int sequence, string extension, Func<Stream, CancellationToken, Task<ExpectedBytes?>> write, CancellationToken cancellationToken);

/// <summary>A backup whose bytes are all in the store, and what is known of it now.</summary>
/// <param name="Flow">Null for files that were protected before.</param>
internal sealed record StoredContent(BackupImage Image, ProtectedBackup? Protected, IReadOnlyList<ManifestFile> Files, FlowTimes? Flow = null);
