using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Logging;

/// <summary>Where the active log files of a database lie, and how log files are named.</summary>
internal static class LogFolders
{
    /// <summary>Tells whose log path a folder is.</summary>
    public const string TagName = "SQLLPATH.TAG";

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"S{number:D7}.LOG");

    /// <summary>The number in S0000012.LOG; null when the file is named otherwise.</summary>
    public static int? NumberOf(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name.Length == 12 && name[0] == 'S' && name.EndsWith(".LOG", StringComparison.Ordinal)
            && int.TryParse(name[1..8], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>The active log path: under NEWLOGPATH if that is set, else in the database's own folder. [images-and-logs.md, Log files]</summary>
    public static string Of(Database database)
    {
        var newLogPath = Value(database, "newlogpath");
        return newLogPath.Length == 0 ? database.Paths.DefaultLogFolder : DatabasePaths.NewLogFolder(newLogPath);
    }

    /// <summary>The active log path, and the mirror's if there is one: every log file is written to each.</summary>
    public static IReadOnlyList<string> AllOf(Database database)
    {
        var mirror = Value(database, "mirrorlogpath");
        return mirror.Length == 0 ? [Of(database)] : [Of(database), DatabasePaths.NewLogFolder(mirror)];
    }

    /// <summary>
    /// Makes the log folders ready for use. Files move along when NEWLOGPATH has changed since the last time.
    /// SQL5099N reason 9 when a path is not there or not ours to write to.
    /// </summary>
    public static void Prepare(Database database)
    {
        Create(database, "newlogpath", Of(database));
        var folders = AllOf(database);
        if (folders.Count > 1) Create(database, "mirrorlogpath", folders[1]);
        Claim(database, "newlogpath", folders[0]);

        // What the active path was is kept beside the control file: the configuration only knows what it is now.
        var memory = Path.Combine(database.Paths.ControlFolder, "SQLOGPTH");
        var before = File.Exists(memory) ? File.ReadAllText(memory) : database.Paths.DefaultLogFolder;
        if (before != folders[0])
        {
            if (Directory.Exists(before)) Move(before, folders[0]);
            File.WriteAllText(memory + ".new", folders[0]);
            File.Move(memory + ".new", memory, overwrite: true);
        }
        foreach (var folder in folders)
            foreach (var debris in Directory.EnumerateFiles(folder).Where(IsDebris)) File.Delete(debris);
        StagedLog.Adopt(database);
    }

    /// <summary>Deletes the log files of a number and later in the active path and its mirror: they belonged to what was here before.</summary>
    public static void Clean(Database database, int from = 0)
    {
        foreach (var folder in AllOf(database))
            foreach (var path in Files(folder).Where(p => NumberOf(p) >= from)) File.Delete(path);
    }

    /// <summary>The log files of a folder, by number.</summary>
    public static IReadOnlyList<string> Files(string folder) => !Directory.Exists(folder) ? [] :
        Directory.EnumerateFiles(folder, "S*.LOG").Where(p => NumberOf(p) is not null).OrderBy(NumberOf).ToList();

    // Files that were being made when the engine was killed: S0000012.LOG.new. (A pattern with ".*" would take S0000012.LOG too.)
    private static bool IsDebris(string path) => Path.GetFileName(path) is ['S', ..] name && name.Contains(".LOG.", StringComparison.Ordinal);

    private static string Value(Database database, string parameter) => database.Configuration.Get(parameter).Trim();

    private static void Create(Database database, string parameter, string folder)
    {
        if (Directory.Exists(folder)) return;
        var path = Value(database, parameter);
        try
        {
            // The path itself must exist; what is below it is Db2's to make.
            if (path.Length > 0 && !Directory.Exists(path)) throw new DirectoryNotFoundException(path);
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Db2Exception("SQL5099N", path, parameter.ToUpperInvariant(), 9);
        }
    }

    /// <summary>
    /// A log path belongs to one database. One that was restored beside its source brings the source's NEWLOGPATH along and
    /// must not write into its logs.
    /// </summary>
    [Unconfirmed("the tag file SQLLPATH.TAG and reason code 4 of SQL5099N for a log path that another database uses")]
    private static void Claim(Database database, string parameter, string folder)
    {
        var tag = Path.Combine(folder, TagName);
        var owner = File.Exists(tag) ? File.ReadAllText(tag) : "";
        if (owner == database.Paths.ControlFolder) return;
        if (File.Exists(Path.Combine(owner, Path.GetFileName(database.Paths.ControlFile))))
            throw new Db2Exception("SQL5099N", Value(database, parameter), parameter.ToUpperInvariant(), 4);
        File.WriteAllText(tag, database.Paths.ControlFolder);
    }

    private static void Move(string from, string to)
    {
        foreach (var path in Files(from))
        {
            var target = Path.Combine(to, Path.GetFileName(path));
            File.Copy(path, target + ".new", overwrite: true);
            File.Move(target + ".new", target, overwrite: true);
            File.Delete(path);
        }
    }
}
