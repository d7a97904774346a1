using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Restore;

/// <summary>NEWLOGPATH of RESTORE: where the active log of the restored database will be.</summary>
internal static class NewLogPath
{
    private const string NotUsable = "9"; // [messages.md, SQL5099N]

    public static void Check(string? path)
    {
        if (string.IsNullOrEmpty(path)) return;
        if (!Path.IsPathFullyQualified(path) || !UnixFile.CanWriteTo(path, directory: true))
            throw new Db2Exception("SQL5099N", path, "NEWLOGPATH", NotUsable);
    }

    /// <param name="database">The restored database.</param>
    /// <param name="path">Null: as it is; empty: the default below the database directory.</param>
    public static void Set(Database database, string? path)
    {
        if (path is null) return;
        database.Configuration.Set("newlogpath", path, immediate: true);
        if (path.Length > 0) Directory.CreateDirectory(DatabasePaths.NewLogFolder(path));
    }
}
