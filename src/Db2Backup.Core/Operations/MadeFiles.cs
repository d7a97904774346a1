using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>The files that a run has given their names, and the folders it made for them: taken away again when it fails.</summary>
internal sealed class MadeFiles
{
    private readonly List<string> paths = [], folders = [];

    public void Add(string path) => paths.Add(path);

    /// <summary>Makes a folder and those above it that are not there.</summary>
    public void Folder(string path)
    {
        for (var missing = path; missing is not null && !Directory.Exists(missing); missing = Path.GetDirectoryName(missing)) folders.Add(missing);
        Directory.CreateDirectory(path);
    }

    /// <returns>The failure, with what could not be removed.</returns>
    public Exception Undo(Exception cause)
    {
        var left = paths.Where(path => !TryDelete(path, File.Delete)).ToList();
        // The deepest first; a folder in which somebody else has put something stays, and is no debris.
        foreach (var folder in folders)
            if (Directory.Exists(folder) && (Directory.EnumerateFileSystemEntries(folder).Any() || !TryDelete(folder, Directory.Delete))) break;
        return Debris.With(cause, left);
    }

    private static bool TryDelete(string path, Action<string> delete)
    {
        try
        {
            delete(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Its name is told with the failure.
        }
    }
}
