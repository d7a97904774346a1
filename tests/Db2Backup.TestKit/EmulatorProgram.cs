namespace Db2Backup.TestKit;

/// <summary>Where the built stand-in is: a folder with db2.dll and the scripts db2, db2start, db2stop … beside it.</summary>
public static class EmulatorProgram
{
    /// <summary>Names another folder than the build's, for example the one inside a package.</summary>
    public const string Variable = "DB2BACKUP_EMULATOR";

    /// <summary>Names the repository for a test program that was copied out of it.</summary>
    public const string RepositoryVariable = "DB2BACKUP_REPOSITORY";

    private static readonly object Gate = new();
    private static readonly Dictionary<string, TemporaryFolder> Copies = [];

    /// <summary>The folder as it was built.</summary>
    public static string Built { get; } = Find();

    /// <summary>The top folder of the repository.</summary>
    public static string Repository => RepositoryFolder() ?? throw new TestKitException($"no Db2Backup.sln above {AppContext.BaseDirectory}");

    /// <summary>
    /// The folder as the instance owner can read it: the built one, or a copy when the clone lies where only its owner
    /// can look (a home of mode 700).
    /// </summary>
    public static string ReadableBy(InstanceUser user) => ReadableBy(user, Built, "db2.dll");

    /// <summary>The same for any folder with a program.</summary>
    public static string ReadableBy(InstanceUser user, string folder, string program) => ReadableBy(user, folder, program, without: []);

    /// <summary>The repository's sources and documents; what is built and Git's own folder are left out of a copy.</summary>
    public static string RepositoryReadableBy(InstanceUser user) => ReadableBy(user, Repository, "Db2Backup.sln", without: [".git", "bin", "obj", "output"]);

    private static string ReadableBy(InstanceUser user, string folder, string program, string[] without)
    {
        if (user.CanRead(System.IO.Path.Combine(folder, program))) return folder;
        lock (Gate)
        {
            if (Copies.TryGetValue(folder, out var copy)) return copy.Path;
            copy = Copies[folder] = new TemporaryFolder("d2emu-");
            AppDomain.CurrentDomain.ProcessExit += (_, _) => copy.Dispose();
            CopyFolder(folder, copy.Path, without);
            return copy.Path;
        }
    }

    private static void CopyFolder(string from, string to, string[] without)
    {
        foreach (var file in Directory.EnumerateFiles(from))
        {
            var target = System.IO.Path.Combine(to, System.IO.Path.GetFileName(file));
            File.Copy(file, target);
            File.SetUnixFileMode(target, File.GetUnixFileMode(file) | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            if (without.Contains(System.IO.Path.GetFileName(folder), StringComparer.Ordinal)) continue;
            var target = Directory.CreateDirectory(System.IO.Path.Combine(to, System.IO.Path.GetFileName(folder))).FullName;
            File.SetUnixFileMode(target, File.GetUnixFileMode(to));
            CopyFolder(folder, target, without);
        }
    }

    private static string Find()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var folder = !string.IsNullOrEmpty(named)
            ? System.IO.Path.GetFullPath(named)
            : System.IO.Path.Combine(Repository, "src", "Db2Backup.Emulator", "bin", configuration, "net8.0");
        foreach (var needed in new[] { "db2.dll", "db2", "db2start", "db2stop", "db2icrt" })
            if (!File.Exists(System.IO.Path.Combine(folder, needed)))
                throw new TestKitException($"the stand-in is not complete: {folder} has no {needed}");
        return folder;
    }

    private static string? RepositoryFolder()
    {
        if (Environment.GetEnvironmentVariable(RepositoryVariable) is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Db2Backup.sln")))
                return folder.FullName;
        return null;
    }
}
