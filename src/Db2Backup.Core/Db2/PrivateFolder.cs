using System.Text;

namespace Db2Backup.Db2;

/// <summary>A folder of mode 700 for statement files of mode 600: they may hold a password.</summary>
internal static class PrivateFolder
{
    public static string Create() => Directory.CreateTempSubdirectory("db2backup-").FullName;

    public static void WriteFile(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(text));
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
