namespace Db2Backup.Emulator.Databases;

/// <summary>Where a database keeps what: Db2's layout since 10.1.</summary>
/// <param name="Root">The database path: a directory named by ON, DBPATH ON or TO.</param>
/// <param name="Token">SQL00001 …</param>
internal sealed record DatabasePaths(string Root, string Instance, string Token, string Name)
{
    public string NodeFolder => Path.Combine(Root, Instance, "NODE0000");

    /// <summary>Configuration, control files, history and, by default, the log.</summary>
    public string ControlFolder => Path.Combine(NodeFolder, Token);
    public string Configuration => Path.Combine(ControlFolder, "SQLDBCONF");
    public string ControlFile => Path.Combine(ControlFolder, "SQLOGCTL.LFH.1");
    public string TableSpaceDefinitions => Path.Combine(ControlFolder, "SQLSPCS.1");
    public string History => Path.Combine(ControlFolder, "db2rhist.asc");
    public string MemberFolder => Path.Combine(ControlFolder, "MEMBER0000");
    public string DefaultLogFolder => Path.Combine(ControlFolder, "LOGSTREAM0000");

    /// <summary>The storage paths of the storage group, one per line; absent when the database path is the only one.</summary>
    public string StoragePathsFile => Path.Combine(ControlFolder, "SQLSGF.1");

    public IReadOnlyList<string> StoragePaths => File.Exists(StoragePathsFile) ? File.ReadAllLines(StoragePathsFile) : [Root];

    /// <summary>
    /// Automatic storage containers: one folder per table space, on the first storage path. Db2 spreads containers over
    /// all paths; here the others stay empty.
    /// </summary>
    public string StorageFolder => StorageFolderOn(StoragePaths[0]);

    public string StorageFolderOn(string storagePath) => Path.Combine(storagePath, Instance, "NODE0000", Name);

    public static string NewLogFolder(string newLogPath) => Path.Combine(newLogPath, "NODE0000", "LOGSTREAM0000");
}
