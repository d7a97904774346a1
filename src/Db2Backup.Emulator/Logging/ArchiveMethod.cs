using System.Globalization;
using System.IO.Compression;
using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>A place that logs are archived to: what LOGARCHMETH1, LOGARCHMETH2 or FAILARCHPATH says.</summary>
/// <param name="Letter">The operation type in the history: 1, 2 or F.</param>
/// <param name="BasePath">It must exist; the folders below it are made as needed.</param>
internal sealed record ArchiveMethod(char Letter, string BasePath, bool Compress)
{
    private const string Disk = "DISK:";

    /// <summary>The archive methods in force; none while logs are only retained (LOGRETAIN) or not kept at all.</summary>
    public static IReadOnlyList<ArchiveMethod> Of(Database database)
    {
        var methods = new List<ArchiveMethod>();
        foreach (var letter in "12")
        {
            var value = database.Configuration.Get("logarchmeth" + letter).Trim();
            if (!value.StartsWith(Disk, StringComparison.OrdinalIgnoreCase)) continue;
            var compress = database.Configuration.Get("logarchcompr" + letter).Trim() == "ON";
            methods.Add(new ArchiveMethod(letter, value[Disk.Length..].Trim('"'), compress));
        }
        return methods;
    }

    public static ArchiveMethod? Failover(Database database)
    {
        var path = database.Configuration.Get("failarchpath").Trim();
        return path.Length == 0 ? null : new ArchiveMethod('F', path, false);
    }

    /// <summary>Methods and failover path, in the order in which a log is looked for.</summary>
    public static IEnumerable<ArchiveMethod> All(Database database) =>
        Failover(database) is { } failover ? Of(database).Append(failover) : Of(database);

    /// <summary>The highest chain of this database in any archive; -1 when there is none.</summary>
    public static int HighestChain(Database database) =>
        All(database).SelectMany(m => m.Chains(database)).DefaultIfEmpty(-1).Max();

    /// <summary><c>path/instance/DATABASE/NODE0000/LOGSTREAM0000</c>: below it is a folder per chain. [images-and-logs.md, Log files]</summary>
    public string StreamFolder(Database database) =>
        Path.Combine(BasePath, database.Paths.Instance, database.Name, "NODE0000", "LOGSTREAM0000");

    public string PathOf(Database database, int chain, int number) => Path.Combine(StreamFolder(database),
        string.Create(CultureInfo.InvariantCulture, $"C{chain:D7}"), LogFolders.NameOf(number));

    /// <summary>The chains in this archive, highest first.</summary>
    public IReadOnlyList<int> Chains(Database database)
    {
        var stream = StreamFolder(database);
        if (!Directory.Exists(stream)) return [];
        return Directory.EnumerateDirectories(stream, "C???????")
            .Select(d => int.TryParse(Path.GetFileName(d.AsSpan())[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var chain) ? chain : -1)
            .Where(c => c >= 0).OrderDescending().ToList();
    }

    /// <summary>
    /// Puts a copy of a closed log file into the archive. It appears under its name complete or not at all.
    /// A file of the same name is replaced: numbers restart when logging is switched off and on.
    /// </summary>
    [Unconfirmed("images-and-logs.md, Log files: what the disk method does with a file of the same name that is already in the archive")]
    public string Store(Database database, LogFileHeader header, string path)
    {
        if (!Directory.Exists(BasePath)) throw new DirectoryNotFoundException($"archive path {BasePath} does not exist");
        var target = PathOf(database, header.Chain, header.Number);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = target + ".new";
        using (var output = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            if (Compress) output.Write(LogFileReader.CompressedMagic);
            using var packed = Compress ? new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true) : (Stream)output;
            CopyTo(path, packed);
        }
        File.Move(temporary, target, overwrite: true);
        return target;
    }

    private static void CopyTo(string path, Stream target)
    {
        using var source = File.OpenRead(path);
        var header = new byte[LogFileHeader.Size];
        source.ReadExactly(header);
        LogFileHeader.ClearArchived(header);
        target.Write(header);
        source.CopyTo(target);
    }
}
