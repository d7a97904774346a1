using System.Runtime.InteropServices;

namespace Db2Backup.Storage;

/// <summary>
/// Gives a file a name that nothing else has. The framework's File.Move without overwriting looks first and then renames (a rename replaces), so
/// that of two who do it at the same moment both succeed, and the file of one is gone. A link fails where the name exists, by itself.
/// </summary>
internal static partial class NewName
{
    private const int Exists = 17; // EEXIST, on Linux and macOS
    private const int CurrentFolder = -100; // AT_FDCWD of Linux
    private const uint NoReplace = 1; // RENAME_NOREPLACE

    /// <summary>Both names are in one folder.</summary>
    /// <exception cref="IOException">The name exists; what else File.Move fails with.</exception>
    public static void Give(string from, string to)
    {
        // Windows has one call that fails when the name exists, and File.Move is that call.
        if (OperatingSystem.IsWindows()) File.Move(from, to, overwrite: false);
        else if (Link(from, to) == 0) File.Delete(from);
        else if (Marshal.GetLastPInvokeError() == Exists) throw new IOException($"{to} exists already.");
        // A file system without links (exFAT, some servers of SMB): Linux has a rename that does not replace.
        else if (OperatingSystem.IsLinux() && Rename(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0) return;
        else if (OperatingSystem.IsLinux() && Marshal.GetLastPInvokeError() == Exists) throw new IOException($"{to} exists already.");
        // Neither, or another reason to fail, for which the framework has the exception.
        else File.Move(from, to, overwrite: false);
    }

    private static int Rename(int fromFolder, string from, int toFolder, string to, uint flags)
    {
        try
        {
            return RenameAt(fromFolder, from, toFolder, to, flags);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library without it.
            Marshal.SetLastPInvokeError(0);
            return -1;
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(int fromFolder, string from, int toFolder, string to, uint flags);
}
