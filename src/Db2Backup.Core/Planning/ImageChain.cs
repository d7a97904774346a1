using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// The images that one image builds upon, by what each manifest says: an incremental one on the last full one, a delta one on the backup
/// before it, whatever its kind was [images-and-logs.md, Full / incremental / delta].
/// </summary>
internal sealed class ImageChain
{
    private readonly ILookup<(string, string, Db2Timestamp), PublishedBackup> byName;

    private readonly bool anyImage;

    // Every image of a chain is looked at once for each image that builds upon it.
    private readonly Dictionary<PublishedBackup, string?> reasons = new(ReferenceEqualityComparer.Instance);

    /// <param name="anyImage">Incremental and delta images, and those of several partitions, count too.</param>
    public ImageChain(IReadOnlyList<PublishedBackup> backups, bool anyImage) => (byName, this.anyImage) = (backups.ToLookup(b => (b.HostName, b.Instance, b.Timestamp)), anyImage);

    /// <summary>The earlier images, oldest first; or why they are not all there.</summary>
    public (IReadOnlyList<PublishedBackup> Earlier, RecoveryObstacle? Obstacle) Of(PublishedBackup backup)
    {
        if (Unfit(backup) is { } unfit) return ([], unfit);
        var earlier = new List<PublishedBackup>();
        for (var image = backup; image.Kind != BackupKind.Full;)
        {
            if (image.Manifest.Predecessor is not { } predecessor) return ([], Broken(backup, $"{image.Timestamp} is a backup of kind {image.Kind}, and its manifest does not say what it builds upon"));
            var named = byName[(backup.HostName, backup.Instance, predecessor)].Where(b => b.StartTime < image.StartTime && (b.Kind == BackupKind.Full || image.Kind == BackupKind.Delta)).ToList();
            // A clock that was set back gives digits twice: the backup before is the one that was taken last.
            if (named.MaxBy(b => b.StartTime) is not { } before) return ([], Broken(backup, $"{predecessor}, which {image.Timestamp} builds upon, is not in the store"));
            if (Unfit(before) is { } broken) return ([], Broken(backup, broken.Message.TrimEnd('.')));
            if (!before.Manifest.Partitions.Order().SequenceEqual(backup.Manifest.Partitions.Order())) return ([], Broken(backup, $"{predecessor} is of other partitions"));
            earlier.Insert(0, before);
            image = before;
        }
        return (earlier, null);
    }

    /// <summary>Why a database cannot be restored with this image.</summary>
    private RecoveryObstacle? Unfit(PublishedBackup backup) => KnownReason(backup) is not { } why ? null
        : new RecoveryObstacle(ErrorCode.NoBackupFits, $"{backup} cannot be restored{(anyImage ? "" : " by itself")}: {why}.", backup.Key) { Timestamp = backup.Timestamp };

    private string? KnownReason(PublishedBackup backup)
    {
        if (!reasons.TryGetValue(backup, out var reason)) reasons.Add(backup, reason = Reason(backup));
        return reason;
    }

    private string? Reason(PublishedBackup backup)
    {
        var manifest = backup.Manifest;
        if (backup.Missing.Count > 0) return $"it is not complete ({string.Join(", ", backup.Missing.Take(3))})";
        if (backup.Kind != BackupKind.Full && !anyImage) return $"it is a backup of kind {backup.Kind}";
        // RESTORE of a whole database would take an image of table spaces for damaged or of another kind, hours later.
        if (manifest.Files.Any(f => ImageName.TryParse(f.Name) is not { Type: ImageName.WholeDatabase })) return "its image is of table spaces and not of the whole database";
        return anyImage || manifest.Partitions.All(p => p == 0) ? null : $"it has images of database partitions {string.Join(", ", manifest.Partitions)}, and one partition can be restored";
    }

    private static RecoveryObstacle Broken(PublishedBackup backup, string why) =>
        new(ErrorCode.RestoreChainBroken, $"{backup} cannot be restored: {why}.", backup.Key) { Timestamp = backup.Timestamp };
}
