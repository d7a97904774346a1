using Db2Backup.Emulator.Configuration;
using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Restore;

/// <summary>NEWLOGPATH of RESTORE: where the active log of the restored database will be.</summary>
internal static class NewLogPath
{
    /// <summary>SQL5099N when the path cannot be used.</summary>
    /// <param name="path">Null: not given; empty: the default below the database directory.</param>
    public static void Check(string? path)
    {
        if (!string.IsNullOrEmpty(path)) Normalized(path);
    }

    public static void Set(Database database, string? path)
    {
        if (path is null) return;
        database.Configuration.Set("newlogpath", path.Length == 0 ? "" : Normalized(path), immediate: true);
    }

    /// <summary>
    /// The configuration of an image brings the log paths of its source along. A new database beside its source must not
    /// write into them: it then keeps its log in its own folder.
    /// </summary>
    [Unconfirmed("commands.md, RESTORE DATABASE: a log path of the image that another database uses")]
    public static void LeaveToOthers(Database database)
    {
        foreach (var parameter in new[] { "newlogpath", "mirrorlogpath" })
        {
            var path = database.Configuration.Get(parameter);
            if (path.Length > 0 && Others(database).Any(other => other.Get(parameter) == path || other.GetDeferred(parameter) == path))
                database.Configuration.Set(parameter, "", immediate: true);
        }
    }

    private static string Normalized(string path) => ServerDirectory.Require("NEWLOGPATH", path, path);

    private static IEnumerable<DatabaseConfiguration> Others(Database database)
    {
        foreach (var entry in database.Engine.Directory.Entries())
        {
            var paths = new DatabasePaths(entry.LocalPath, database.Engine.Paths.Name, entry.DirectoryToken, entry.Name);
            if (paths != database.Paths && File.Exists(paths.Configuration)) yield return new DatabaseConfiguration(paths.Configuration);
        }
    }
}
