namespace Db2Backup.Planning;

/// <summary>
/// Whether what came out of the pipes can be all that Db2 wrote into them. db2ckbkp reads no pipe, so this is what can be told without it: each
/// stream has a header, there are as many as the image has, and Db2's writers wrote no more than arrived. Pure.
/// </summary>
internal static class StreamWhole
{
    // Media header [images-and-logs.md, db2ckbkp: -H reads 4 KB].
    private const int HeaderBytes = 4096;

    /// <summary>Images that are so much smaller than the data they should hold are worth a look.</summary>
    private const double Suspicious = 0.5;

    /// <param name="sessions">Files that the image has by its header; null when the header does not tell.</param>
    /// <returns>Why it is not whole; null when nothing speaks against it.</returns>
    public static string? Refusal(BackupImage image, int? sessions)
    {
        if (image.Files.FirstOrDefault(f => f.Length < HeaderBytes) is { } stump) return $"{stump.Name} has {stump.Length} bytes, less than a header";
        if (sessions is { } count && count != image.Files.Count) return $"its header says that it has {count} files, and {image.Files.Count} streams came out of the pipes";
        return image.Db2Statistics?.WrittenBytes is { } written && image.SizeBytes < written
            ? $"Db2 wrote {written} bytes into the pipes by its own statistics, and {image.SizeBytes} came out of them" : null;
    }

    /// <summary>
    /// A full image holds the used pages; that is an estimate, and pages may have been freed meanwhile, so it is a reason for a warning and for nothing
    /// else [sql.md, Estimating the image size: unconfirmed].
    /// </summary>
    /// <param name="spaces">As they were before the backup.</param>
    public static string? Warning(BackupImage image, IReadOnlyList<BackupTableSpace> spaces)
    {
        if (image.Kind != BackupKind.Full || image.IsCompressedByDb2 || image.IsEncryptedByDb2) return null;
        var used = spaces.Where(s => s.ContentType?.EndsWith("TEMP", StringComparison.Ordinal) != true).Sum(s => s.UsedBytes ?? 0);
        return image.SizeBytes < used * Suspicious
            ? $"The image {image.Timestamp} of {image.DatabaseInfo} has {image.SizeBytes} bytes, and its table spaces had {used} bytes in use before. Restore it somewhere to see whether it is whole." : null;
    }
}
