using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Configuration;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// Where the image goes: a database that is there, which is then in sole use until this is disposed, or a new one. Nothing
/// is created before <see cref="Claim"/>.
/// </summary>
internal sealed class RestoreTarget : IDisposable
{
    private readonly CommandContext context;
    private readonly string alias;
    // Where a new database will lie.
    private readonly string root = "";
    private readonly IReadOnlyList<string> storagePaths = [];
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
            root = Path.TrimEndingDirectorySeparator(options.DatabasePath ?? context.Engine.DbmCfg.Get("dftdbpath"));
            storagePaths = options.StoragePaths.Select(Path.TrimEndingDirectorySeparator).ToList();
            if (storagePaths.Count == 1 && storagePaths[0] == root) storagePaths = [];
            CheckNew();
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
    /// Containers outside automatic storage keep their paths: what lies there must be the target's own, else SQL0294N.
    /// </summary>
    [Unconfirmed("commands.md, RESTORE DATABASE: a container of the image that is in use, without REDIRECT")]
    public void RequireContainers(IReadOnlyList<TableSpace> tableSpaces)
    {
        var own = Existing is not null && File.Exists(Existing.Paths.TableSpaceDefinitions)
            ? TableSpaceSet.Definitions(Existing.Paths).Select(t => t.Container).ToHashSet()
            : [];
        foreach (var tableSpace in tableSpaces)
            if (!tableSpace.AutomaticStorage && File.Exists(tableSpace.Container) && !own.Contains(tableSpace.Container))
                throw new Db2Exception("SQL0294N", tableSpace.Name);
    }

    /// <summary>
    /// From here on the target is restore pending. A new database gets its directories, its entry in the system database
    /// directory and the configuration of the image; an existing one keeps its own configuration.
    /// </summary>
    [Unconfirmed("commands.md, RESTORE DATABASE: an existing target keeps its own configuration; TO, ON and DBPATH ON do not move it")]
    public Database Claim(ImageContents image)
    {
        if (Existing is not null)
        {
            Existing.Change(state =>
            {
                state.RestorePending = true;
                state.Rollforward = null;
            });
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
            RequireFree();
            var paths = LocalDirectory.Allocate(root, context.Engine.Paths.Name, alias);
            if (storagePaths.Count > 0) File.WriteAllLines(paths.StoragePathsFile, storagePaths);
            Directory.CreateDirectory(paths.DefaultLogFolder);
            Directory.CreateDirectory(paths.MemberFolder);
            new DatabaseState { Seed = seed, CreatedUtc = context.Engine.Clock.UtcNow(), RestorePending = true }.Write(paths.ControlFile);
            DatabaseConfiguration.Import(paths.Configuration, configuration);
            LocalDirectory.Add(paths);
            directory.Add(new DirectoryEntry(alias, paths.Name, paths.Root, paths.Token));
            var database = context.Engine.Database(alias);
            soleUse = database.Exclusive(context.Application);
            NewLogPath.LeaveToOthers(database);
            return database;
        }
    }

    private void CheckNew()
    {
        DatabaseNames.RequireName(alias);
        foreach (var path in storagePaths.Append(root))
            if (!Path.IsPathFullyQualified(path) || !Directory.Exists(path)) throw new Db2Exception("SQL1051N", path);
        foreach (var path in storagePaths.Append(root))
            if (!ServerDirectory.IsWritable(path)) throw new Db2Exception("SQL2512N", path);
        RequireFree();
    }

    // The alias may be free, and a database of that name lie there under another one or uncatalogued.
    private void RequireFree()
    {
        var engine = context.Engine;
        if (engine.Directory.Find(alias) is not null || LocalDirectory.Find(root, engine.Paths.Name, alias) is not null)
            throw new Db2Exception("SQL1005N", alias);
    }
}
