using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// What can be published: an image from here (<see cref="IPublishSource"/>), or a backup that lies in another store
/// (<see cref="CopySource"/>). Publishing itself (whose folder it is, started.json, slices, read back, manifest last, all taken back
/// after a failure) is the same for all.
/// </summary>
internal interface IPublishContent
{
    /// <summary>Whose database it is.</summary>
    RepositoryOwner Owner { get; }

    /// <summary>The alias that was backed up, for people.</summary>
    string Alias { get; }

    Db2Timestamp Timestamp { get; }

    DateTimeOffset StartTime { get; }

    /// <summary>Whoever reads the store cannot read the data.</summary>
    bool IsEncrypted { get; }

    /// <summary>What it builds upon, which has to be in the store already; null for a full backup. Of a stream it is not known yet, and was asked for before.</summary>
    Db2Timestamp? Predecessor { get; }

    /// <summary>What can be said before the store is asked.</summary>
    /// <exception cref="Db2BackupException">FileNotFound, FileChanged.</exception>
    void Check();

    /// <summary>What has to be in the store before the backup may exist there, besides its own objects.</summary>
    Task PrepareAsync(Repository repository, PublishBackupOptions options, IOperationHost host, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Compares with a backup of the same name that is in the store already.</summary>
    /// <exception cref="Db2BackupException">PublishedDifferently.</exception>
    Task CheckSameAsync(BackupManifest manifest, string backup, Action<long> onRead, CancellationToken cancellationToken);

    /// <summary>Stores every file, and returns when what the manifest will say is certain.</summary>
    /// <param name="store">Stores one file; may be called for several at the same time.</param>
    Task<DescribedContent> StoreFilesAsync(StoreFile store, CancellationToken cancellationToken);

    /// <summary>Stores what lies beside the files, when those are all there.</summary>
    Task<IReadOnlyList<ManifestFile>> StoreAttachmentsAsync(StoreFile store, PublishBackupOptions options, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>What is told of the outcome.</summary>
    PublishedBackup Result(Repository repository, string backup, BackupManifest manifest, bool before);
}

/// <summary>Files that are in the store, and the manifest that follows from them.</summary>
/// <param name="Describe">Gives the manifest and its bytes, from the attachments, when it is written, and how long storing took.</param>
internal sealed record DescribedContent(IReadOnlyList<ManifestFile> Files, Func<IReadOnlyList<ManifestFile>, DateTimeOffset, TimeSpan, (BackupManifest Manifest, byte[] Bytes)> Describe);
