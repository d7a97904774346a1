using System.Runtime.InteropServices;

namespace Db2Backup.Storage;

/// <summary>Flushes a folder to the disk: without it a new name can be gone after a power failure though the file's bytes are not.</summary>
internal static partial class FolderFlush
{
    public static void Flush(string folder)
    {
        // Windows writes directory changes through its journal and has no call for it.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0) throw new IOException($"The folder {folder} cannot be opened to flush it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            // Some network file systems refuse to flush a folder (EINVAL, EROFS …); they keep names by themselves.
            _ = Fsync(descriptor);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)] private static partial int Open(string path, int flags);
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)] private static partial int Fsync(int descriptor);
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)] private static partial int Close(int descriptor);
}
