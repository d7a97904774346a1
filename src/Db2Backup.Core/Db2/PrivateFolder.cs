using System.Text;
using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>A folder of mode 700 for statement files of mode 600: they may hold a password.</summary>
internal static class PrivateFolder
{
    private const string Prefix = "db2backup-";

    /// <param name="parent">Where it is made; null for the temporary folder of this process.</param>
    /// <exception cref="Db2BackupException">DiskFull, AccessDenied, WriteFailed …</exception>
    public static string Create(string? parent, string prefix = Prefix)
    {
        try
        {
            if (parent is null) return Directory.CreateTempSubdirectory(prefix).FullName;
            var path = Path.Combine(parent, prefix + Guid.NewGuid().ToString("N"));
            if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(path).FullName;
            return Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        }
        catch (Exception e) when (FileErrors.From(e, parent ?? Path.GetTempPath(), writing: true) is { } told)
        {
            throw told;
        }
    }

    public static void WriteFile(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    public static void WriteBytes(string path, ReadOnlySpan<byte> bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(bytes);
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
