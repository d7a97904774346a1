using System.Globalization;

namespace Db2Backup.Catalog;

/// <summary>
/// Where in a store what lies; docs/FORMAT.md specifies it. One folder per database; every object is written once.
/// <code>
/// SAMPLE/identity.json
/// SAMPLE/backups/20240131T110000Z-20240131120000/started.json … manifest.json
/// SAMPLE/logs/NODE0000/LOGSTREAM0000/C0000000/S0000012.LOG-0123456789abcdef.zst.age
/// </code>
/// </summary>
internal sealed record RepositoryLayout(string Prefix, string Database)
{
    /// <summary>Hexadecimal digits of a log's digest that go into its name.</summary>
    public const int DigestDigits = 16;

    private string Root => Prefix.Length == 0 ? Database : Prefix.TrimEnd('/') + "/" + Database;

    public string Identity => Root + "/identity.json";
    public string Backups => Root + "/backups/";
    public string Logs => Root + "/logs/";

    /// <summary>Ordered by UTC, named by what Db2 printed. Ends with a slash.</summary>
    public string Backup(DateTimeOffset start, Db2Timestamp timestamp) =>
        Backups + start.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + timestamp + "/";

    public static string Started(string backup) => backup + "started.json";
    public static string Manifest(string backup) => backup + "manifest.json";

    /// <summary>Slices of one image file: <c>.0001</c> and on.</summary>
    public static string SliceName(string imageName, string extension, int number) =>
        imageName + extension + "." + number.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>A log: its place, and its digest, because places and names repeat.</summary>
    public string Log(LogExtent log, string sha256, string extension) => Logs + log + "-" + sha256[..DigestDigits] + extension;
}
