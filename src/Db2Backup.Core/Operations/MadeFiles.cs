using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>The files that a run has given their names: taken away again when it fails.</summary>
internal sealed class MadeFiles
{
    private readonly List<string> paths = [];

    private string? folder;

    public void Add(string path) => paths.Add(path);

    /// <summary>Makes the folder of the files where it is not there; it goes too when the run fails and nothing else is in it.</summary>
    public void MakeFolder(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        folder = path;
    }

    /// <returns>The failure, with what could not be removed.</returns>
    public Exception Undo(Exception cause)
    {
        var left = new List<string>();
        foreach (var path in paths)
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                left.Add(path);
            }
        }
        try
        {
            if (folder is not null && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            left.Add(folder!);
        }
        return Debris.With(cause, left);
    }
}
