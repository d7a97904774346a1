using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Catalog;

/// <summary>
/// An empty file in the temporary folder that is there while a run is at work. All sessions of a process see it, and it goes with
/// the run: without it a run whose clean-up failed would look alive for as long as its PowerShell lives.
/// </summary>
internal sealed class RunMark : IDisposable
{
    private readonly FileStream file;

    private RunMark(FileStream file) => this.file = file;

    /// <exception cref="Db2BackupException">DiskFull, AccessDenied, WriteFailed: the temporary folder cannot be used.</exception>
    public static RunMark Make(Guid run)
    {
        var path = PathOf(run);
        try
        {
            return new RunMark(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, 1, FileOptions.DeleteOnClose));
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: true) is { } told)
        {
            throw told;
        }
    }

    public static bool IsThere(Guid run) => File.Exists(PathOf(run));

    public void Dispose() => file.Dispose();

    private static string PathOf(Guid run) => Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"db2backup-run-{run:N}"));
}
