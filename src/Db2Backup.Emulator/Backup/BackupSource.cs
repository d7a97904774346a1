using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Backup;

/// <summary>What a backup copies: the table spaces as plain files that stand still until disposed, and their place in the log.</summary>
internal sealed class BackupSource : IDisposable
{
    private readonly FrozenTableSpaces? frozen;

    private BackupSource(FrozenTableSpaces? frozen) => this.frozen = frozen;

    public required IReadOnlyList<TableSpace> Definitions { get; init; }
    public required IReadOnlyList<FrozenTableSpace> Files { get; init; }
    public required long RedoStart { get; init; }
    public required int FirstLog { get; init; }

    public long TotalBytes => Files.Sum(f => f.Length);

    /// <summary>As the history lists them: all but the temporary ones.</summary>
    public IReadOnlyList<string> TableSpaces => Files.Select(f => f.TableSpace.Name).ToList();

    /// <summary>What LIST UTILITIES shows as total until the files stand still.</summary>
    public static long EstimatedBytes(Database database) =>
        TableSpaceSet.Definitions(database.Paths).Where(t => !t.IsTemporary).Sum(t => new FileInfo(t.Container) is { Exists: true } file ? file.Length : 0);

    /// <param name="database">The database.</param>
    /// <param name="only">Names of table spaces; null for all.</param>
    public static BackupSource Online(Database database, IReadOnlyList<string>? only = null)
    {
        var frozen = database.Storage.Freeze();
        var ids = frozen.Files.Select(f => f.TableSpace.Id).ToHashSet();
        return new BackupSource(frozen)
        {
            // A table space made since the freeze is not in the image; its definition comes with the log.
            Definitions = database.Storage.All.Where(t => only is null ? t.IsTemporary || ids.Contains(t.Id) : only.Contains(t.Name)).ToList(),
            Files = frozen.Files.Where(f => only?.Contains(f.TableSpace.Name) != false).ToList(),
            RedoStart = frozen.RedoStart,
            FirstLog = frozen.FirstLog,
        };
    }

    /// <summary>Nobody is in: the files are complete, and the log goes on where it ended.</summary>
    public static BackupSource Offline(Database database, IReadOnlyList<string>? only = null)
    {
        var definitions = TableSpaceSet.Definitions(database.Paths).Where(t => only?.Contains(t.Name) != false).ToList();
        return new BackupSource(null)
        {
            Definitions = definitions,
            Files = definitions.Where(t => !t.IsTemporary)
                .Select(t => new FrozenTableSpace(t, t.Container, new FileInfo(t.Container).Length)).ToList(),
            RedoStart = database.State.CurrentLogStart,
            FirstLog = database.State.CurrentLog,
        };
    }

    public void Dispose() => frozen?.Dispose();
}
