using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>The files that a run has given their names: taken away again when it fails.</summary>
internal sealed class MadeFiles
{
    private readonly List<string> paths = [];

    public void Add(string path) => paths.Add(path);

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
        return Debris.With(cause, left);
    }
}
