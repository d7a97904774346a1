using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>
/// A file that says: TRACKMOD was set here, and the full backup that must follow was not taken yet. Db2 does not tell whether a full backup
/// of its history is from before or after: the run that finds this file takes one.
/// </summary>
internal sealed class FirstFullNote(Db2Database database)
{
    private readonly string path = System.IO.Path.ChangeExtension(QuiesceMarker.PathOf(database.InstanceInfo, database.Database), ".trackmod");

    /// <exception cref="Db2BackupException">AccessDenied …</exception>
    public bool IsThere => Told(writing: false, () => File.Exists(path));

    /// <exception cref="Db2BackupException">DiskFull, AccessDenied …: TRACKMOD is not set then.</exception>
    public void Write() => Told(writing: true, () =>
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return true;
    });

    /// <exception cref="Db2BackupException">AccessDenied …</exception>
    public void Remove() => Told(writing: true, () =>
    {
        File.Delete(path);
        return true;
    });

    private bool Told(bool writing, Func<bool> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (FileErrors.From(e, path, writing) is { } told)
        {
            throw told;
        }
    }
}
