using System.Text;
using Db2Backup.Db2.Output;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>
/// Looks for what Db2 wrote into db2diag.log of its own work: the BAR statistics of a backup that has ended. They are for the verdict only:
/// where they are not found, nothing is missing of the backup.
/// </summary>
internal sealed class DiagnosticLog(Db2Instance instance, IOperationHost host)
{
    // Statistics of a backup with hundreds of threads have some ten thousand characters; what else was written since its end is little.
    private const int TailBytes = 1 << 20;

    // The folder of every release, and the one of a member within it [DIAGPATH of the database manager; where it was changed, nothing is found].
    private static readonly string[] Folders = ["sqllib/db2dump", "sqllib/db2dump/DIAG0000"];

    /// <summary>The image, with what Db2 said of it.</summary>
    /// <param name="start">When BACKUP began.</param>
    public async Task<BackupImage> AddAsync(BackupImage image, DateTimeOffset start, CancellationToken cancellationToken)
    {
        if (instance.Home is not { } home || !image.IsReachable) return image;
        foreach (var file in Files(home, start))
        {
            try
            {
                var found = BarStatisticsParser.Parse(await TailAsync(file, cancellationToken).ConfigureAwait(false));
                if (Db2Limit.Find(found, instance.Instance, image.DatabaseInfo.Name, start, image.EndTime) is { } statistics) return image with { Db2Statistics = statistics };
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                host.Verbose($"{file} cannot be read: {e.Message}");
            }
        }
        return image;
    }

    /// <summary>Those that were written to since; db2diag.log has a number when DIAGSIZE rotates it.</summary>
    private List<string> Files(string home, DateTimeOffset start)
    {
        try
        {
            return Folders.Select(f => new DirectoryInfo(Path.Combine(home, f))).Where(d => d.Exists).SelectMany(d => d.EnumerateFiles("db2diag*.log"))
                .Where(f => f.LastWriteTimeUtc >= start.UtcDateTime.AddSeconds(-2)).OrderByDescending(f => f.LastWriteTimeUtc).Select(f => f.FullName).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Verbose($"The diagnostic log of {instance} cannot be looked for: {e.Message}");
            return [];
        }
    }

    private static async Task<string> TailAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            file.Position = Math.Max(0, file.Length - TailBytes);
            var tail = new byte[(int)Math.Min(TailBytes, file.Length - file.Position)];
            var read = await file.ReadAtLeastAsync(tail, tail.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(tail, 0, read);
        }
    }
}
