using System.Globalization;
using System.Text.RegularExpressions;
using Db2Backup.Errors;
using Db2Backup.Planning;
using Db2Backup.Processes;

namespace Db2Backup.Operations;

/// <summary>Free space and identity of the file system behind a path, as <c>df -P</c> tells on every UNIX.</summary>
internal static partial class FileSystems
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
        return Parse(listing.Output)
            ?? throw new Db2BackupException(ErrorCode.PathNotUsable, $"The free space of '{path}' cannot be told: {listing.Errors.Trim()}", path);
    }

    /// <summary>
    /// The last line of <c>df -Pk</c>: file system, 1024-blocks, used, available, capacity, mounted on. The names at both ends may hold
    /// blanks, as those of network shares do. Null when it is something else.
    /// </summary>
    internal static FileSystemSpace? Parse(string listing) =>
        Line().Match(listing.TrimEnd().Split('\n')[^1]) is { Success: true } line && long.TryParse(line.Groups["available"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var available)
            ? new FileSystemSpace(line.Groups["mount"].Value, Math.Max(0, available) * Block)
            : null;

    [GeneratedRegex(@"^.*?\s\d+\s+\d+\s+(?<available>-?\d+)\s+(?:\d+%|-)\s+(?<mount>/.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
