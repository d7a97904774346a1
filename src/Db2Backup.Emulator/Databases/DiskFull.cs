using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Databases;

/// <summary>Tells a full disk from other I/O errors.</summary>
internal static class DiskFull
{
    private const int NoSpace = 28, QuotaExceeded = 122;

    /// <summary>ENOSPC or EDQUOT: on UNIX .NET keeps errno in HResult.</summary>
    public static bool Is(Exception error) => error switch
    {
        UnixException system => system.IsDiskFull,
        IOException io => io.HResult is NoSpace or QuotaExceeded,
        SqliteFailure rows => rows.IsDiskFull,
        _ => false,
    };
}
