using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>The folder of a store before it is used for the first time.</summary>
internal static class StoreFolder
{
    // Whoever can read the folder learns names and sizes: the owner and the group, and nobody else.
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Looks whether the folder of a location is there, and makes it (one level, mode 750) when told to.</summary>
    /// <returns>The folder, when it was made now; null otherwise, and for what is no folder: another store is asked when it is used.</returns>
    /// <exception cref="Db2BackupException">StoreNotFound, StoreNotWritable (a file), AccessDenied.</exception>
    public static string? Require(string location, bool create)
    {
        if (FolderOf(location) is not { } folder || Directory.Exists(folder)) return null;
        if (Path.Exists(folder)) throw new Db2BackupException(ErrorCode.StoreNotWritable, $"{folder} is no folder.", folder);
        // The folder above has to be there: a store below a disk that is not mounted would be made on the wrong one.
        if (!create || !Directory.Exists(Path.GetDirectoryName(folder)))
            throw new Db2BackupException(ErrorCode.StoreNotFound, $"There is no folder {(create ? Path.GetDirectoryName(folder) : folder)}.", folder);
        try
        {
            return OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder).FullName : Directory.CreateDirectory(folder, OwnerAndGroup).FullName;
        }
        catch (Exception e) when (FileErrors.From(e, folder, writing: true) is { } told)
        {
            throw told;
        }
    }

    private static string? FolderOf(string location)
    {
        if (Path.IsPathFullyQualified(location)) return Path.TrimEndingDirectorySeparator(Path.GetFullPath(location));
        var uri = new Uri(location, UriKind.Absolute);
        return uri.IsFile ? Path.TrimEndingDirectorySeparator(uri.LocalPath) : null;
    }
}
