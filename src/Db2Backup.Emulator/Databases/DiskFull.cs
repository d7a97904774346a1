using Db2Backup.Emulator.Backup;

namespace Db2Backup.Emulator.Databases;

/// <summary>Tells a full disk from other I/O errors.</summary>
internal static class DiskFull
{
    private const int NoSpace = 28, QuotaExceeded = 122;

    /// <summary>ENOSPC or EDQUOT: on UNIX .NET keeps errno in HResult.</summary>
    public static bool Is(IOException error) => error is UnixException system ? system.IsDiskFull : error.HResult is NoSpace or QuotaExceeded;
}
