using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Storage;

/// <summary>The open table spaces of an active database, each an SQLite file in its container. STUB: owner Sql part.</summary>
internal sealed class TableSpaceSet : IDisposable
{
    /// <summary>Creates the files of a new database: SYSCATSPACE, TEMPSPACE1, USERSPACE1.</summary>
    public static void Create(DatabasePaths paths, int pageSize) => throw new NotImplementedException(paths.Name + pageSize);
    public static TableSpaceSet Open(Database database) => throw new NotImplementedException(database.Name);
    /// <summary>Definitions from disk, also while the database is not active.</summary>
    public static IReadOnlyList<TableSpace> Definitions(DatabasePaths paths) => throw new NotImplementedException(paths.Name);
    public static void WriteDefinitions(DatabasePaths paths, IReadOnlyList<TableSpace> definitions) => throw new NotImplementedException(paths.Name + definitions);
    public IReadOnlyList<TableSpace> All => throw new NotImplementedException();
    public IReadOnlyList<TableSpaceUsage> Usage() => throw new NotImplementedException();
    /// <summary>
    /// Fixes the committed state of now: until disposed the container files do not change and can be read as plain files,
    /// while others go on writing. Redo for it starts at <see cref="FrozenTableSpaces.RedoStart"/>.
    /// </summary>
    public FrozenTableSpaces Freeze() => throw new NotImplementedException();
    /// <summary>
    /// Applies a committed unit of work from the log; each table space skips it when it holds it already.
    /// Used by crash recovery and rollforward, which alone are in the database then.
    /// </summary>
    public void Redo(long commitLso, IReadOnlyList<LoggedStatement> statements) => throw new NotImplementedException(commitLso.ToString() + statements);
    public void Dispose() => throw new NotImplementedException();
}

/// <param name="Path">A plain file whose bytes are the table space.</param>
internal sealed record FrozenTableSpace(TableSpace TableSpace, string Path, long Length);

internal sealed class FrozenTableSpaces : IDisposable
{
    public required IReadOnlyList<FrozenTableSpace> Files { get; init; }
    /// <summary>Where in the log redo must begin.</summary>
    public required long RedoStart { get; init; }
    /// <summary>The log file that holds <see cref="RedoStart"/>.</summary>
    public required int FirstLog { get; init; }
    internal Action? Thaw { get; init; }
    public void Dispose() => Thaw?.Invoke();
}
