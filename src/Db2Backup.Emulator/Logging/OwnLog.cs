using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The files in the active path that belong to this very log: same database, same lineage. What else lies there was left
/// by an earlier use and waits to be overwritten.
/// </summary>
internal sealed class OwnLog(Database database) : ILogSource
{
    private readonly string folder = LogFolders.Of(database);

    public LogFileReader? Open(int number, long? lso, IReadOnlyList<LogChainLink> lineage)
    {
        // Circular logging uses names again, so the address decides there, not the number.
        var byAddress = lso is not null && !database.State.Recoverable;
        var file = Files().Find(f => (byAddress || f.Header.Number == number) && (lso is null || f.Header.StartLso == lso));
        return file.Path is null ? null : LogFileReader.Open(file.Path, folder);
    }

    public List<(string Path, LogFileHeader Header)> Files()
    {
        var files = new List<(string, LogFileHeader)>();
        foreach (var path in LogFolders.Files(folder))
            if (LogFileHeader.Read(path) is { } header && header.Seed == database.State.Seed && header.Lineage.SequenceEqual(database.State.Lineage))
                files.Add((path, header));
        return files;
    }
}
