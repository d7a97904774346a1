namespace Db2Backup.Errors;

/// <summary>What the operating system says of files, as errors with an id and a way out.</summary>
internal static class FileErrors
{
    // ENOSPC and EDQUOT of Linux and macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows. .NET gives the raw errno as HResult.
    private static readonly int[] NoRoom = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Errors of ours pass as they are; an IOException becomes one; everything else (a bug, a cancellation) is null.</summary>
    /// <param name="path">The file or object it happened at.</param>
    public static Db2BackupException? From(Exception error, string path, bool writing) => error switch
    {
        Db2BackupException ours => ours,
        UnauthorizedAccessException => new(ErrorCode.AccessDenied, $"{path}: {error.Message}", path, error),
        FileNotFoundException or DirectoryNotFoundException => new(ErrorCode.FileNotFound, $"{path} is not there: {error.Message}", path, error),
        IOException when NoRoom.Contains(error.HResult) => new(ErrorCode.DiskFull, $"There is no room for {path}: {error.Message}", path, error),
        IOException => new(writing ? ErrorCode.WriteFailed : ErrorCode.ReadFailed, $"{path}: {error.Message}", path, error),
        _ => null,
    };
}
