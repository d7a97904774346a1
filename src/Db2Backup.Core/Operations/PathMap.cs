using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>Under which path here a folder of the Db2 server is seen: for images that were made over the provider.</summary>
/// <param name="Server">Folder as Db2 names it.</param>
/// <param name="Here">The same folder as this machine sees it.</param>
internal sealed record PathMap(string Server, string Here)
{
    /// <summary>Where a file of an image is seen from here.</summary>
    /// <exception cref="Db2BackupException">ImageNotReachable.</exception>
    public static string Local(BackupImage image, BackupImageFile file, IReadOnlyList<PathMap> maps) =>
        Local(file.Path, image.IsReachable, image.DatabaseInfo.HostName, maps);

    /// <summary>Where a file or folder of a server is seen from here.</summary>
    /// <param name="isReachable">It is a path of this machine already.</param>
    /// <exception cref="Db2BackupException">ImageNotReachable.</exception>
    public static string Local(string path, bool isReachable, string hostName, IReadOnlyList<PathMap> maps)
    {
        foreach (var map in maps)
            if (map.Apply(path) is { } here) return here;
        return isReachable
            ? path
            : throw new Db2BackupException(ErrorCode.ImageNotReachable, $"{path} lies on {hostName}, and no path map tells how it is seen here.", path);
    }

    /// <summary>The image with the lengths of those files that are seen here and were not seen when it was made.</summary>
    /// <exception cref="Db2BackupException">ImageNotReachable, FileNotFound.</exception>
    public static BackupImage Seen(BackupImage image, IReadOnlyList<PathMap> maps) => image with
    {
        Files = image.Files.Select(file =>
        {
            if (file.Length != BackupImageFile.UnknownLength) return file;
            var here = new FileInfo(Local(image, file, maps));
            return here.Exists ? file with { Length = here.Length }
                : throw new Db2BackupException(ErrorCode.FileNotFound, $"{file.Path} of {image.DatabaseInfo.HostName} is not there as {here.FullName}.", here.FullName);
        }).ToList(),
    };

    private string? Apply(string path)
    {
        var server = Server.TrimEnd('/', '\\');
        // Names on a Windows server compare without case; on others the mount is spelled as it is.
        var comparison = server.Contains('\\', StringComparison.Ordinal) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (string.Equals(path.TrimEnd('/', '\\'), server, comparison)) return Path.GetFullPath(Here);
        if (!path.StartsWith(server, comparison) || path.Length <= server.Length || path[server.Length] is not ('/' or '\\')) return null;
        var names = path[(server.Length + 1)..].Split('/', '\\');
        // A map that led out of its folder would be no map.
        return names.Any(n => n is "" or "." or "..") ? null : Path.Combine([Path.GetFullPath(Here), .. names]);
    }
}
