using System.Globalization;

namespace Db2Backup.Catalog;

/// <summary>
/// Replaces every name in a catalog by one that says nothing, the same by the same: databases, aliases, instances, hosts, table spaces, stores,
/// paths, seeds and recipients. Times, numbers, kinds and sizes stay: they are what a plan is made from. Digests stay: they tell logs apart.
/// </summary>
internal sealed class CatalogAnonymiser
{
    private readonly Dictionary<(string Kind, string Name), string> names = [];

    public RecoveryCatalog Run(RecoveryCatalog catalog) => catalog with
    {
        Anonymous = true,
        Backups = catalog.Backups.Select(Backup).ToList(),
        Logs = catalog.Logs.Select(Log).ToList(),
        Branches = catalog.Branches?.Select(b => b with { HostName = b.HostName is null ? null : Host(b.HostName) }).ToList(),
        History = catalog.History.Select(History).ToList(),
    };

    private CatalogBackup Backup(CatalogBackup backup)
    {
        var manifest = backup.Manifest;
        var named = manifest with
        {
            Database = Database(manifest.Database), Alias = Database(manifest.Alias), Instance = Instance(manifest.Instance), HostName = Host(manifest.HostName),
            DatabaseSeed = manifest.DatabaseSeed is { } seed ? Replaced("seed", seed) : null,
            TableSpaces = manifest.TableSpaces.Select(t => t with { Name = TableSpace(t.Name) }).ToList(),
            LogArchiveMethod = Method(manifest.LogArchiveMethod),
            Recipients = manifest.Recipients.Select(r => Replaced("recipient", r)).ToList(),
            Files = manifest.Files.Select(File).ToList(),
            // Nothing that is decided depends on what lies beside an image.
            Attachments = [],
        };
        return backup with
        {
            Store = Replaced("/store", backup.Store), Key = new RepositoryLayout("", named.Database).Backup(named.StartTime, named.Timestamp), Manifest = named,
            Missing = backup.Missing.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"object {i + 1} is missing or of another length")).ToList(),
        };
    }

    private ManifestFile File(ManifestFile file)
    {
        // The reader took no file whose name is not that of an image.
        var image = ImageName.TryParse(file.Name)!;
        var name = (image with { Alias = Database(image.Alias), Instance = Instance(image.Instance) }).ToString();
        return file with
        {
            Name = name,
            Slices = file.Slices.Select((s, i) => s with { Name = s.Name.StartsWith(file.Name, StringComparison.Ordinal) ? name + s.Name[file.Name.Length..] : RepositoryLayout.SliceName(name, "", i + 1) }).ToList(),
        };
    }

    private CatalogLog Log(CatalogLog log)
    {
        var (database, extent) = (Database(log.Database), new LogExtent(log.Partition, log.Stream, log.Chain, log.Name));
        var extension = log.Key.LastIndexOf(log.Digest, StringComparison.Ordinal) is >= 0 and var at ? log.Key[(at + log.Digest.Length)..] : "";
        return log with
        {
            Database = database, Key = $"{new RepositoryLayout("", database).Logs}{extent}-{log.Digest}{extension}",
            Description = log.Description is { } said ? said with { Database = database, Instance = Instance(said.Instance), HostName = Host(said.HostName) } : null,
        };
    }

    private BackupHistoryEntry History(BackupHistoryEntry entry) => entry with
    {
        Database = Database(entry.Database), TableSpaces = entry.TableSpaces.Select(TableSpace).ToList(), Comment = "",
        // Images to nowhere are no images: that has to stay visible.
        Location = entry.Location is "" or "/dev/null" ? entry.Location : Replaced("/path", entry.Location),
    };

    private string Database(string name) => Replaced("DB", name.ToUpperInvariant());

    private string Instance(string name) => Replaced("inst", name);

    private string Host(string name) => Replaced("host", name.ToUpperInvariant());

    /// <summary>Db2's own are the same everywhere.</summary>
    private string TableSpace(string name) => name is "SYSCATSPACE" or "SYSTOOLSPACE" or "TEMPSPACE1" or "USERSPACE1" ? name : Replaced("TBSP", name);

    private string? Method(string? method) => method?.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? method[..(colon + 1)] + Replaced("/path", method[(colon + 1)..]) : method;

    private string Replaced(string kind, string name)
    {
        if (!names.TryGetValue((kind, name), out var replaced))
            names.Add((kind, name), replaced = string.Create(CultureInfo.InvariantCulture, $"{kind}{names.Keys.Count(k => k.Kind == kind) + 1}"));
        return replaced;
    }
}
