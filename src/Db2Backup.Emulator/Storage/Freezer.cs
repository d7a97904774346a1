using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Storage;

/// <summary>
/// Makes the container files stand still for an online backup. SQLite's write-ahead mode has what is needed: a reader
/// that starts when everything committed has been moved into the file reads the file alone, and as long as it reads, no
/// checkpoint may write to the file (it holds WAL_READ_LOCK(0)); commits go on in the write-ahead log.
/// </summary>
internal sealed class Freezer(Database database, IReadOnlyList<TableSpace> all, Func<TableSpace, bool> checkpoint)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private readonly List<TableSpace> tableSpaces = all.Where(t => !t.IsTemporary).ToList();

    public FrozenTableSpaces Freeze()
    {
        while (true)
        {
            // Most of the moving is done while others still commit.
            foreach (var tableSpace in tableSpaces) checkpoint(tableSpace);
            lock (database.CommitGate)
                if (tableSpaces.TrueForAll(t => checkpoint(t)))
                    return Hold();
            // A query still reads an older state; queries are read to their end at once, so it will not be long.
            Thread.Sleep(Pause);
        }
    }

    private FrozenTableSpaces Hold()
    {
        var readers = new List<SqliteDatabase>();
        try
        {
            foreach (var tableSpace in tableSpaces)
            {
                var reader = SqliteDatabase.Open(tableSpace.Container);
                readers.Add(reader);
                reader.Execute("BEGIN");
                Container.LastLso(reader);
            }
            return new FrozenTableSpaces
            {
                Files = tableSpaces.ConvertAll(t => new FrozenTableSpace(t, t.Container, new FileInfo(t.Container).Length)),
                RedoStart = database.Log.RedoStart,
                FirstLog = database.Log.FirstActiveLog,
                Thaw = () => readers.ForEach(r => r.Dispose()),
            };
        }
        catch
        {
            readers.ForEach(r => r.Dispose());
            throw;
        }
    }
}
