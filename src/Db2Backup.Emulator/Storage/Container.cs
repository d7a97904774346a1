namespace Db2Backup.Emulator.Storage;

/// <summary>
/// The container of a table space as an SQLite file. Beside the tables it holds one row of its own: the commit LSO of
/// the last unit of work that is in it, by which redo knows what to skip.
/// </summary>
internal static class Container
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>What every container begins with.</summary>
    public static ReadOnlySpan<byte> Mark => "SQLite format 3\0"u8;

    /// <summary>Makes an empty container; one left over by a killed engine is replaced.</summary>
    public static void Create(TableSpace tableSpace)
    {
        var folder = tableSpace.IsTemporary ? tableSpace.Container : Path.GetDirectoryName(tableSpace.Container)!;
        if (!Directory.Exists(folder)) Directory.CreateDirectory(folder, FolderMode);
        if (tableSpace.IsTemporary) return;
        Delete(tableSpace);
        using (new FileStream(tableSpace.Container, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
        }
        using var file = SqliteDatabase.Open(tableSpace.Container);
        file.Execute($"PRAGMA page_size={tableSpace.PageSize}");
        file.Execute("PRAGMA journal_mode=WAL");
        file.Execute("CREATE TABLE meta (lso INTEGER NOT NULL)");
        file.Execute("INSERT INTO meta VALUES (0)");
        file.Execute("CREATE TABLE counters (id INTEGER PRIMARY KEY, next INTEGER NOT NULL)");
    }

    /// <summary>Removes the file and what SQLite keeps beside it: a write-ahead log left behind would spoil a restored file.</summary>
    public static void Delete(TableSpace tableSpace)
    {
        if (tableSpace.IsTemporary)
        {
            if (Directory.Exists(tableSpace.Container)) Directory.Delete(tableSpace.Container, recursive: true);
            return;
        }
        File.Delete(tableSpace.Container);
        File.Delete(tableSpace.Container + "-wal");
        File.Delete(tableSpace.Container + "-shm");
    }

    public static long LastLso(SqliteDatabase file) => file.Number("SELECT lso FROM meta");
}
