namespace Db2Backup.Emulator.Instance;

/// <summary>An entry of the system database directory.</summary>
internal sealed record DirectoryEntry(string Alias, string Name, string LocalPath, string DirectoryToken, string Comment = "");

/// <summary>The system database directory: a text file, read anew for each use, so that several processes agree.</summary>
internal sealed class DatabaseDirectory(string path)
{
    private readonly object gate = new();

    /// <summary>False until the first database was catalogued.</summary>
    public bool Exists => File.Exists(path);

    public IReadOnlyList<DirectoryEntry> Entries()
    {
        lock (gate)
        {
            if (!File.Exists(path)) return [];
            return File.ReadAllLines(path).Where(l => l.Length > 0).Select(l => l.Split('\t'))
                .Select(p => new DirectoryEntry(p[0], p[1], p[2], p[3], p[4])).ToList();
        }
    }

    public DirectoryEntry? Find(string alias) =>
        Entries().FirstOrDefault(e => string.Equals(e.Alias, alias, StringComparison.OrdinalIgnoreCase));

    public void Add(DirectoryEntry entry)
    {
        lock (gate) Write([.. Entries(), entry]);
    }

    public void Remove(string alias)
    {
        lock (gate) Write(Entries().Where(e => e.Alias != alias));
    }

    private void Write(IEnumerable<DirectoryEntry> entries)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".new";
        File.WriteAllLines(temporary, entries.Select(e => string.Join('\t', e.Alias, e.Name, e.LocalPath, e.DirectoryToken, e.Comment)));
        File.Move(temporary, path, overwrite: true);
    }
}
