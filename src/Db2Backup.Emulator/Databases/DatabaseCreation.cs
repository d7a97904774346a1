using System.Globalization;
using System.Security.Cryptography;
using Db2Backup.Emulator.Configuration;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Databases;

/// <summary>What CREATE DATABASE was told.</summary>
internal sealed record NewDatabase(string Name)
{
    public string? Alias { get; init; }
    public IReadOnlyList<string> StoragePaths { get; init; } = [];
    public string? DatabasePath { get; init; }
    public CodeSet CodeSet { get; init; } = CodeSet.Default;
    public string Collation { get; init; } = "IDENTITY";
    public int PageSize { get; init; } = 4096;
    public bool Restrictive { get; init; }
    public int? ExtentSize { get; init; }
    public string Comment { get; init; } = "";
}

/// <summary>Makes a database on disk. It is in the directories only when everything else is there.</summary>
internal static class DatabaseCreation
{
    public static void Create(Engine engine, NewDatabase wanted)
    {
        var alias = wanted.Alias ?? wanted.Name;
        if (engine.Directory.Find(alias) is not null) throw new Db2Exception("SQL1005N", alias);
        var storage = wanted.StoragePaths.Count > 0 ? wanted.StoragePaths : [wanted.DatabasePath ?? engine.DbmCfg.Get("dftdbpath")];
        var root = wanted.DatabasePath ?? storage[0];
        foreach (var path in storage.Append(root)) RequirePath(path);
        if (LocalDirectory.Find(root, engine.Paths.Name, wanted.Name) is not null) throw new Db2Exception("SQL1005N", alias);

        try
        {
            var paths = LocalDirectory.Allocate(root, engine.Paths.Name, wanted.Name);
            try
            {
                Fill(paths, storage, wanted);
            }
            catch
            {
                foreach (var folder in storage.Select(paths.StorageFolderOn).Append(paths.ControlFolder))
                    if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
                throw;
            }
            LocalDirectory.Add(paths);
            engine.Directory.Add(new DirectoryEntry(alias, wanted.Name, root, paths.Token, wanted.Comment));
        }
        catch (Exception full) when (DiskFull.Is(full))
        {
            throw new Db2Exception("SQL1004C");
        }
    }

    // SQL1052N for a path that is not there was seen [messages.md]; a path that is there but of no use gives SQL1051N.
    private static void RequirePath(string path)
    {
        if (!Path.IsPathRooted(path)) throw new Db2Exception("SQL1051N", path);
        if (!Directory.Exists(path)) throw File.Exists(path) ? new Db2Exception("SQL1051N", path) : new Db2Exception("SQL1052N", path);
        if (!ServerDirectory.IsWritable(path)) throw new Db2Exception("SQL1051N", path);
    }

    private static void Fill(DatabasePaths paths, IReadOnlyList<string> storage, NewDatabase wanted)
    {
        // No directory knows this database: what lies here is left from a CREATE or DROP that was killed.
        foreach (var path in storage)
        {
            var folder = paths.StorageFolderOn(path);
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
        }
        if (storage.Count > 1 || storage[0] != paths.Root) File.WriteAllLines(paths.StoragePathsFile, storage);
        Directory.CreateDirectory(paths.DefaultLogFolder);
        Directory.CreateDirectory(paths.MemberFolder);
        DatabaseConfiguration.CreateDefault(paths.Configuration, Settings(wanted));
        TableSpaceSet.Create(paths, wanted.PageSize);
        var state = new DatabaseState { Seed = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)), CreatedUtc = DateTime.UtcNow };
        LogReset.Begin(state, LogManager.FirstLso);
        state.Write(paths.ControlFile);
    }

    private static List<(string Name, string Value)> Settings(NewDatabase wanted)
    {
        List<(string Name, string Value)> settings =
        [
            ("codeset", wanted.CodeSet.Name),
            ("codepage", wanted.CodeSet.CodePage),
            ("territory", wanted.CodeSet.Territory),
            ("country", wanted.CodeSet.Country),
            ("collate_info", wanted.Collation),
            ("pagesize", wanted.PageSize.ToString(CultureInfo.InvariantCulture)),
            ("restrict_access", wanted.Restrictive ? "YES" : "NO"),
        ];
        if (wanted.ExtentSize is { } extent) settings.Add(("dft_extent_sz", extent.ToString(CultureInfo.InvariantCulture)));
        return settings;
    }
}
