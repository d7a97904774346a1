using System.Globalization;
using Db2Backup.Errors;
using Db2Backup.Planning;
using Db2Backup.Processes;

namespace Db2Backup.Operations;

/// <summary>Free space and identity of the file system behind a path, as <c>df -P</c> tells on every UNIX.</summary>
internal static class FileSystems
{
    private const long Block = 1024;

    /// <summary>The path itself may not be there yet: its nearest parent counts.</summary>
    /// <exception cref="Db2BackupException">PathNotUsable.</exception>
    public static async Task<FileSystemSpace> OfAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.IsPathFullyQualified(path)) throw new Db2BackupException(ErrorCode.PathNotUsable, $"'{path}' is no absolute path.", path);
        var existing = path;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing)!;
        if (OperatingSystem.IsWindows())
        {
            var drive = new DriveInfo(existing);
            return new FileSystemSpace(drive.Name, drive.AvailableFreeSpace);
        }
        var listing = await ProgramRunner.RunAsync("df", ["-Pk", existing], cancellationToken).ConfigureAwait(false);
        // File system, 1024-blocks, used, available, capacity, mounted on: a mount point may hold blanks.
        var fields = listing.Output.TrimEnd().Split('\n')[^1].Split((char[]?)null, 6, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length == 6 && long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var available)
            ? new FileSystemSpace(fields[5], available * Block)
            : throw new Db2BackupException(ErrorCode.PathNotUsable, $"The free space of '{path}' cannot be told: {listing.Errors.Trim()}", path);
    }
}
