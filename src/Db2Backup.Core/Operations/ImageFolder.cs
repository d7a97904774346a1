using Db2Backup.Db2;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>A folder that Db2 writes images into: is it fit, what is in it, what did a failed run leave.</summary>
internal static class ImageFolder
{
    /// <summary>
    /// The folder of one database below each of these, made where it is not there. The paths themselves have to be there: a mistyped
    /// name, or a disk that is not mounted, shall be an error and not a new folder on the wrong disk.
    /// </summary>
    /// <exception cref="Db2BackupException">PathNotUsable; nothing was made then.</exception>
    public static IReadOnlyList<string> PrepareBelow(IReadOnlyList<string> paths, string database)
    {
        foreach (var path in paths) Require(path);
        var folders = paths.Select(p => Path.Combine(p, database)).ToList();
        foreach (var folder in folders) Prepare(folder);
        return folders;
    }

    /// <summary>An absolute path of a folder that is there.</summary>
    /// <exception cref="Db2BackupException">PathNotUsable.</exception>
    public static void Require(string path)
    {
        if (!Path.IsPathFullyQualified(path)) throw NotUsable(path, "it is no absolute path");
        try
        {
            if (!File.GetAttributes(path).HasFlag(FileAttributes.Directory)) throw NotUsable(path, "it is a file, and no folder");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotUsable(path, "there is no such folder, and none is made by a name that may be mistyped", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotUsable(path, e.Message, e);
        }
    }

    /// <summary>
    /// Made where it is not there, and checked for the user Db2 runs as; that is this process's user (see NotInstanceOwner).
    /// </summary>
    /// <exception cref="Db2BackupException">PathNotUsable, DiskFull.</exception>
    public static void Prepare(string path)
    {
        if (!Path.IsPathFullyQualified(path)) throw NotUsable(path, "it is no absolute path");
        // What cannot be said to Db2 is refused before a folder of that name is made.
        _ = Db2Quote.Path(path);
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".db2backup-{Guid.NewGuid():N}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw FileErrors.From(e, path, writing: true) is { Code: ErrorCode.DiskFull } full ? full : NotUsable(path, e.Message, e);
        }
    }

    /// <summary>
    /// The files of images of the whole database in these folders, of one timestamp or of all, in order of their sequence. Images of table
    /// spaces and copies of LOAD may lie there too, and are none of ours.
    /// </summary>
    public static IReadOnlyList<BackupImageFile> Find(IEnumerable<string> folders, string alias, Db2Timestamp? timestamp = null) =>
        folders.Distinct(StringComparer.Ordinal).Where(Directory.Exists).SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles())
            .Select(file => (File: file, Name: ImageName.TryParse(file.Name)))
            .Where(f => f.Name is { Type: ImageName.WholeDatabase } && f.Name.Alias == alias && (timestamp is null || f.Name.Timestamp == timestamp))
            .OrderBy(f => f.Name!.Timestamp).ThenBy(f => f.Name!.Sequence)
            .Select(f => new BackupImageFile(f.File.FullName, f.Name!, f.File.Length)).ToList();

    /// <summary>Deletes files that a failed backup left.</summary>
    /// <returns>Those that could not be deleted, and why.</returns>
    public static IReadOnlyList<string> Delete(IEnumerable<BackupImageFile> files)
    {
        var left = new List<string>();
        foreach (var file in files)
        {
            try
            {
                File.Delete(file.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                left.Add($"{file.Path} ({e.Message})");
            }
        }
        return left;
    }

    private static Db2BackupException NotUsable(string path, string why, Exception? inner = null) =>
        new(ErrorCode.PathNotUsable, $"Db2 cannot use the path '{path}': {why.TrimEnd('.')}.", path, inner);
}
