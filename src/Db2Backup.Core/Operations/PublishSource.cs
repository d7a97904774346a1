using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Operations;

/// <summary>A file on its way to a store, and what is known of it; for a plain image nothing is known before it was read.</summary>
internal sealed record PublishFile(string Path, BackupImageFile Source, long Length, ExpectedBytes? Expected);

/// <summary>What is published: a protected backup, or an image as Db2 wrote it.</summary>
internal sealed record PublishSource(
    BackupImage Image, ProtectedBackup? Protected, CompressionCodec Compression, IReadOnlyList<string> Recipients, IReadOnlyList<PublishFile> Files, IOperationHost Host) : IPublishSource
{
    public BackupImage? LocalImage => Image;

    public string Extension => Codecs.Extension(Compression) + (Recipients.Count > 0 ? ".age" : "");

    public static PublishSource Of(ProtectedBackup backup, IOperationHost host) => new(backup.Image, backup, backup.Compression, backup.Recipients,
        backup.Files.Select(f => new PublishFile(f.Path, f.Source, f.StoredLength, ExpectedBytes.Of(f))).ToList(), host);

    /// <exception cref="Db2BackupException">ImageNotReachable.</exception>
    public static PublishSource Of(BackupImage image, IReadOnlyList<PathMap> maps, IOperationHost host)
    {
        image = PathMap.Seen(image, maps);
        return new(image, null, CompressionCodec.None, [], image.Files.Select(f => new PublishFile(PathMap.Local(image, f, maps), f, f.Length, null)).ToList(), host);
    }

    /// <summary>The files are there and as long as they should be.</summary>
    /// <exception cref="Db2BackupException">FileNotFound, FileChanged.</exception>
    public void Check()
    {
        foreach (var file in Files)
        {
            var found = new FileInfo(file.Path);
            if (!found.Exists) throw new Db2BackupException(ErrorCode.FileNotFound, $"{file.Path} is not there.", file.Path);
            if (found.Length != file.Length)
                throw new Db2BackupException(ErrorCode.FileChanged, $"{file.Path} has {found.Length} bytes; it was made with {file.Length}.", file.Path);
        }
    }

    /// <summary>Compares with a backup that is in the store already, by the digests of the image files.</summary>
    /// <exception cref="Db2BackupException">PublishedDifferently.</exception>
    public async Task CheckSameAsync(BackupManifest manifest, string backup, Action<long> onRead, CancellationToken cancellationToken)
    {
        var same = manifest.Files.Count == Files.Count;
        foreach (var file in Files)
        {
            if (!same) break;
            var (length, sha256) = file.Expected is { } expected
                ? (expected.PlainLength, expected.PlainSha256)
                : await Digests.OfFileAsync(file.Path, onRead, cancellationToken).ConfigureAwait(false);
            same = manifest.Files.Any(f => f.Name == file.Source.Name.ToString() && f.PlainLength == length && f.PlainSha256 == sha256);
        }
        if (!same)
            throw new Db2BackupException(ErrorCode.PublishedDifferently, $"{backup} is in the store already, and its image files are not those of {Image.Database} {Image.Timestamp} here.", backup);
    }

    public async Task<StoredContent> StoreAsync(StoreFile store, CancellationToken cancellationToken)
    {
        var progress = new ByteProgress(Host, $"Publishing {Image.Database} {Image.Timestamp}", "Storing", Files.Sum(f => f.Length));
        var files = new List<ManifestFile>();
        foreach (var file in Files)
            files.Add(await store(file.Source.Name.ToString(), file.Source.Name.Sequence, Extension, (upload, token) => CopyAsync(file, upload, progress, token), cancellationToken).ConfigureAwait(false));
        return new StoredContent(Image, Protected, files);
    }

    private static async Task<ExpectedBytes?> CopyAsync(PublishFile file, Stream upload, ByteProgress progress, CancellationToken cancellationToken)
    {
        var input = Digests.OpenRead(file.Path);
        await using (input.ConfigureAwait(false))
        {
            var length = await StoredCopy.PublishAsync(input, upload, progress.Add, cancellationToken).ConfigureAwait(false);
            if (length != file.Length) throw new Db2BackupException(ErrorCode.FileChanged, $"{file.Path} had {file.Length} bytes and now has {length}.", file.Path);
            return file.Expected;
        }
    }
}
