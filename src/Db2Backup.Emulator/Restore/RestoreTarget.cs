using System.Globalization;
using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// Where the image goes: a database that is there, which is then in sole use until this is disposed, or a new one. Nothing
/// is created before <see cref="Claim"/>.
/// </summary>
internal sealed class RestoreTarget : IDisposable
{
    private const int LongestName = 8;

    private readonly CommandContext context;
    private readonly string alias;
    private readonly string newRoot = "";
    private IDisposable? soleUse;

    public RestoreTarget(CommandContext context, RestoreOptions options)
    {
        this.context = context;
        alias = options.Target;
        if (context.Engine.Directory.Find(alias) is not null)
        {
            Existing = context.Engine.Database(alias);
            soleUse = Existing.Exclusive(context.Application);
        }
        else
        {
            newRoot = RootOfNew(options);
        }
    }

    /// <summary>Null when the target has to be created.</summary>
    public Database? Existing { get; }

    public string Alias => alias;

    /// <summary>
    /// What an existing target is to the image, by seed, name and alias: same database SQL2539W, under another alias SQL2528W;
    /// another database of the same name SQL2523W, of another name SQL2529W. [commands.md, RESTORE DATABASE]
    /// </summary>
    public Message? Warning(ImageHeader image)
    {
        if (Existing is null) return null;
        if (IsSame(image))
            return alias == image.Alias ? new Message("SQL2539W") : new Message("SQL2528W", alias, image.Alias);
        return Existing.Name == image.DatabaseName
            ? new Message("SQL2523W")
            : new Message("SQL2529W", alias, image.Alias, Existing.Name, image.DatabaseName);
    }

    /// <summary>The same database, told by the seed that CREATE DATABASE gave it.</summary>
    public bool IsSame(ImageHeader image) => Existing?.State.Seed == image.Seed;

    /// <summary>
    /// From here on the target is restore pending. A new database gets its directories, its entry in the system database
    /// directory and the configuration of the image; an existing one keeps its own configuration.
    /// </summary>
    [Unconfirmed("commands.md, RESTORE DATABASE: an existing target keeps its own configuration; TO, ON and DBPATH ON do not move it")]
    public Database Claim(ImageContents image)
    {
        if (Existing is not null)
        {
            Existing.State.RestorePending = true;
            Existing.State.Rollforward = null;
            Existing.SaveState();
            return Existing;
        }
        return Create(image.Header.Seed, image.Configuration);
    }

    public void Dispose() => soleUse?.Dispose();

    private Database Create(uint seed, string configuration)
    {
        var directory = context.Engine.Directory;
        lock (directory) // two restores may want the same new database
        {
            if (directory.Find(alias) is not null) throw new Db2Exception("SQL1005N", alias);
            var paths = NewPaths();
            Directory.CreateDirectory(paths.ControlFolder);
            new DatabaseState { Seed = seed, CreatedUtc = context.Engine.Clock.UtcNow(), RestorePending = true }.Write(paths.ControlFile);
            DatabaseConfiguration.Import(paths.Configuration, configuration);
            directory.Add(new DirectoryEntry(alias, paths.Name, paths.Root, paths.Token));
            var database = context.Engine.Database(alias);
            soleUse = database.Exclusive(context.Application);
            return database;
        }
    }

    /// <summary>The first of SQL00001, SQL00002 … that is free.</summary>
    private DatabasePaths NewPaths()
    {
        for (var number = 1; ; number++)
        {
            var token = string.Create(CultureInfo.InvariantCulture, $"SQL{number:D5}");
            var paths = new DatabasePaths(newRoot, context.Engine.Paths.Name, token, alias);
            if (!Directory.Exists(paths.ControlFolder)) return paths;
        }
    }

    private string RootOfNew(RestoreOptions options)
    {
        if (alias.Length > LongestName) throw new Db2Exception("SQL2032N", "target database alias");
        var root = options.DatabasePath ?? context.Engine.DbmCfg.Get("dftdbpath");
        foreach (var path in options.StoragePaths.Append(root))
            if (!Path.IsPathFullyQualified(path) || !Directory.Exists(path)) throw new Db2Exception("SQL1051N", path);
        root = Path.TrimEndingDirectorySeparator(root);
        if (!UnixFile.CanWriteTo(root, directory: true)) throw new Db2Exception("SQL2512N", root);
        // The alias is free, but a database of that name may be there under another one.
        if (context.Engine.Directory.Entries().Any(e => e.Name == alias && e.LocalPath == root)) throw new Db2Exception("SQL1005N", alias);
        return root;
    }
}
