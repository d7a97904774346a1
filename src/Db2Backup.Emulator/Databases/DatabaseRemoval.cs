using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Databases;

/// <summary>
/// DROP DATABASE: data, active log path and history go; archived logs and images stay [commands.md, CREATE / DROP DATABASE].
/// </summary>
internal static class DatabaseRemoval
{
    public static void Drop(Engine engine, Database database, Application application)
    {
        using var alone = database.Exclusive(application);
        database.MarkDropped();
        // Directories first: killed after that, what is left is debris that nobody takes for a database.
        foreach (var entry in engine.Directory.Entries())
            if (entry.Name == database.Name && entry.LocalPath == database.Paths.Root) engine.Directory.Remove(entry.Alias);
        LocalDirectory.Remove(database.Paths);
        engine.Forget(database);

        DeleteContainersElsewhere(database);
        var logFolders = LogFolders.AllOf(database);
        var storage = database.Paths.StoragePaths;
        foreach (var folder in logFolders)
            if (Directory.Exists(folder)) DeleteLogs(folder);
        foreach (var path in storage) Delete(database.Paths.StorageFolderOn(path));
        Delete(database.Paths.ControlFolder);
    }

    // Containers of table spaces that are not in automatic storage lie wherever their owner wanted them.
    private static void DeleteContainersElsewhere(Database database)
    {
        if (!File.Exists(database.Paths.TableSpaceDefinitions)) return;
        foreach (var tableSpace in TableSpaceSet.Definitions(database.Paths))
            if (!tableSpace.AutomaticStorage && File.Exists(tableSpace.Container)) File.Delete(tableSpace.Container);
    }

    // A log path of its own (NEWLOGPATH, MIRRORLOGPATH) may hold files of somebody else: only logs and their tag go.
    private static void DeleteLogs(string folder)
    {
        foreach (var log in LogFolders.Files(folder)) File.Delete(log);
        File.Delete(Path.Combine(folder, LogFolders.TagName));
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
