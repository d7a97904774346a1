using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>A local file that may be deleted when a store has its content. Its digest is taken once, however many stores it is compared with.</summary>
/// <param name="ImageName">The file of the manifest that it belongs to.</param>
/// <param name="IsProtected">It is what is stored; else it is Db2's own image file.</param>
internal sealed record LocalCopy(string Path, string ImageName, long Length, string? KnownSha256, DateTime? KnownTime, bool IsProtected)
{
    private string? sha256;

    public static IEnumerable<LocalCopy> Of(BackupImage image, ProtectedBackup? protectedBackup, RemoveBackupImageOptions options)
    {
        foreach (var file in image.Files)
        {
            var known = protectedBackup?.Files.FirstOrDefault(f => f.Source.Name == file.Name);
            yield return new LocalCopy(PathMap.Local(image, file, options.PathMaps), file.Name.ToString(), file.Length, known?.PlainSha256, known?.SourceModifiedUtc, IsProtected: false);
        }
        foreach (var file in options.KeepProtected ? [] : protectedBackup?.Files ?? [])
            yield return new LocalCopy(file.Path, file.Source.Name.ToString(), file.StoredLength, file.StoredSha256, file.ModifiedUtc, IsProtected: true);
    }

    /// <summary>Why it is not what a manifest says is stored; null when it is.</summary>
    public async Task<string?> DifferenceAsync(BackupManifest manifest, RemoveBackupImageOptions options, Action<long> onRead, CancellationToken cancellationToken)
    {
        var published = manifest.Files.First(f => f.Name == ImageName);
        var (length, wanted) = IsProtected ? (published.StoredLength, published.StoredSha256) : (published.PlainLength, published.PlainSha256);
        var info = new FileInfo(Path);
        if (info.Length != length) return $"{Path} has {info.Length} bytes and the published one {length}";
        var unchanged = !options.AlwaysCompare && KnownSha256 is not null && KnownTime == info.LastWriteTimeUtc;
        var found = unchanged ? KnownSha256 : sha256 ??= (await Digests.OfFileAsync(Path, onRead, cancellationToken).ConfigureAwait(false)).Sha256;
        return found == wanted ? null : $"{Path} has another digest than the published one";
    }
}
