using System.Globalization;
using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Instance;

/// <summary>
/// The local database directory: which databases lie on a database path, each in a folder SQL00001, SQL00002 …. The system
/// database directory names a path; this one, in the path itself, names the folder.
/// </summary>
internal static class LocalDirectory
{
    public static bool Exists(string root, string instance) => File.Exists(FileOf(root, instance));

    public static IReadOnlyList<DirectoryEntry> Entries(string root, string instance) => Open(root, instance).Entries();

    public static DirectoryEntry? Find(string root, string instance, string name) => Open(root, instance).Find(name);

    /// <summary>Folders for a new database on a path, with the first free token. Nothing is in a directory yet.</summary>
    public static DatabasePaths Allocate(string root, string instance, string name)
    {
        for (var number = 1; ; number++)
        {
            var paths = new DatabasePaths(root, instance, string.Create(CultureInfo.InvariantCulture, $"SQL{number:D5}"), name);
            if (Directory.Exists(paths.ControlFolder)) continue;
            Directory.CreateDirectory(paths.ControlFolder);
            return paths;
        }
    }

    public static void Add(DatabasePaths paths)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(paths.Root, paths.Instance))!);
        Open(paths.Root, paths.Instance).Add(new DirectoryEntry(paths.Name, paths.Name, paths.Root, paths.Token));
    }

    public static void Remove(DatabasePaths paths)
    {
        if (Exists(paths.Root, paths.Instance)) Open(paths.Root, paths.Instance).Remove(paths.Name);
    }

    private static DatabaseDirectory Open(string root, string instance) => new(FileOf(root, instance));

    private static string FileOf(string root, string instance) => Path.Combine(root, instance, "NODE0000", "sqldbdir", "sqldbdir");
}
