namespace Db2Backup.Storage;

/// <summary>
/// The hidden file beside a name while what will have the name is written. It is locked for as long; the lock is the operating
/// system's and ends with its process, also on another host of a network file system, so what a killed process left can be told.
/// </summary>
internal static class PartFile
{
    public const string Extension = ".part";
    private static EnumerationOptions Hidden => new() { AttributesToSkip = 0 };

    /// <summary>A name that nobody else uses. Open it with <see cref="FileShare.None"/>.</summary>
    public static string For(string path) => Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{Extension}");

    /// <summary>Removes what processes left that were killed while they wrote this very file; where nothing can be removed nothing is in the way.</summary>
    public static void RemoveKilled(string path)
    {
        foreach (var part in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.*{Extension}", Hidden).ToList())
        {
            try
            {
                using (File.OpenHandle(part, FileMode.Open, FileAccess.Write, FileShare.None)) File.Delete(part);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody writes it, or it is somebody else's.
                continue;
            }
        }
    }
}
