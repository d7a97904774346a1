namespace Db2Backup.Storage;

/// <summary>A folder's path without symbolic links in it: two paths of one folder become the same text.</summary>
internal static class RealFolder
{
    // Linux gives up after 40 (ELOOP).
    private const int MaximumLinks = 40;

    /// <summary>As far as the folders on the way exist; the rest of the path stays as it is.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        for (var links = 0; links < MaximumLinks; links++)
        {
            if (FirstLink(full) is not var (link, target)) return full;
            full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Join(Path.GetFullPath(target, Path.GetDirectoryName(link)!), full[link.Length..])));
        }
        return full;
    }

    private static (string Link, string Target)? FirstLink(string full)
    {
        for (var end = full.IndexOf(Path.DirectorySeparatorChar, 1); ; end = full.IndexOf(Path.DirectorySeparatorChar, end + 1))
        {
            var part = end < 0 ? full : full[..end];
            if (new DirectoryInfo(part).LinkTarget is { } target) return (part, target);
            if (end < 0) return null;
        }
    }
}
