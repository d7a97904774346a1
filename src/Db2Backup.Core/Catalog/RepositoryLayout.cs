using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Catalog;

/// <summary>
/// Where in a store what lies; docs/FORMAT.md specifies it. One folder per database; every object is written once.
/// <code>
/// repository.json
/// SAMPLE/identity.json
/// SAMPLE/backups/20240131T110000Z-20240131120000/started.json … manifest.json
/// SAMPLE/logs/NODE0000/LOGSTREAM0000/C0000000/S0000012.LOG-0123456789abcdef.zst.age … .json
/// </code>
/// </summary>
internal sealed partial record RepositoryLayout(string Prefix, string Database)
{
    /// <summary>Hexadecimal digits of a log's digest that go into its name.</summary>
    public const int DigestDigits = 16;

    private const string StartForm = "yyyyMMdd'T'HHmmss'Z'";
    private const string ManifestName = "manifest.json";
    private const string DescriptionExtension = ".json";
    private const string CoversForm = "yyyyMMdd'T'HHmmss'.'ffffff'Z'";
    private const int CoversLength = 24;

    private string Root => Below(Prefix) + Database;

    /// <summary>Everything of this database. Ends with a slash.</summary>
    public string Folder => Root + "/";

    /// <summary>What kind of repository it is; one for all databases below a prefix.</summary>
    public static string Mark(string prefix) => Below(prefix) + "repository.json";

    public string Identity => Root + "/identity.json";

    /// <summary>Begins the keys of identity.json and of every writer that was admitted later.</summary>
    public string Identities => Root + "/identity";

    /// <summary>A writer that was admitted beside the first.</summary>
    public string AdmittedIdentity(string hostName, string instance, string? seed) =>
        $"{Root}/identity-{Safe(hostName)}-{Safe(instance)}{(seed is null ? "" : "-" + Safe(seed))}.json";
    public string Backups => Root + "/backups/";
    public string Logs => Root + "/logs/";

    /// <summary>Ordered by UTC, named by what Db2 printed. Ends with a slash.</summary>
    public string Backup(DateTimeOffset start, Db2Timestamp timestamp) =>
        Backups + start.UtcDateTime.ToString(StartForm, CultureInfo.InvariantCulture) + "-" + timestamp + "/";

    public static string Started(string backup) => backup + "started.json";
    public static string Manifest(string backup) => backup + ManifestName;
    public static string Pin(string backup) => backup + "pin.json";

    /// <summary>Database and folder of a key like <c>SAMPLE/backups/20240131T110000Z-20240131120000/manifest.json</c>; null for other keys.</summary>
    public static (string Database, string Backup)? ParseManifest(string prefix, string key)
    {
        var below = Below(prefix);
        if (!key.StartsWith(below, StringComparison.Ordinal)) return null;
        return key[below.Length..].Split('/') is [var database, "backups", _, ManifestName] ? (database, key[..^ManifestName.Length]) : null;
    }

    /// <summary>The folder of a backup that a key lies in, with a slash at its end; null for other keys.</summary>
    public static string? BackupOf(string prefix, string key)
    {
        var below = Below(prefix);
        if (!key.StartsWith(below, StringComparison.Ordinal)) return null;
        return key[below.Length..].Split('/') is [var database, "backups", var folder, _] && ParseBackup(folder) is not null ? $"{below}{database}/backups/{folder}/" : null;
    }

    /// <summary>UTC start and Db2's timestamp in a backup's folder; null when it is not of that form.</summary>
    public static (DateTimeOffset Start, Db2Timestamp Timestamp)? ParseBackup(string backup)
    {
        var name = backup.TrimEnd('/')[(backup.TrimEnd('/').LastIndexOf('/') + 1)..].Split('-');
        return name.Length == 2 && Db2Timestamp.TryParse(name[1], out var timestamp)
            && DateTimeOffset.TryParseExact(name[0], StartForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start)
            ? (start, timestamp)
            : null;
    }

    /// <summary>Slices of one image file: <c>.0001</c> and on.</summary>
    public static string SliceName(string imageName, string extension, int number) =>
        imageName + extension + "." + number.ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>A log: its place, and its digest, because places and names repeat.</summary>
    public string Log(LogExtent log, string sha256, string extension) => Logs + log + "-" + sha256[..DigestDigits] + extension;

    /// <summary>What is said of a log lies beside it.</summary>
    /// <param name="covers">For what is said again later: everything that was committed by then is in the log or in one before it.</param>
    public string LogDescription(LogExtent log, string sha256, DateTimeOffset? covers = null) =>
        Logs + log + "-" + sha256[..DigestDigits] + (covers is { } time ? "." + time.UtcDateTime.ToString(CoversForm, CultureInfo.InvariantCulture) : "") + DescriptionExtension;

    /// <summary>Place, digest and time of the key of a log's description; null when it is not of that form.</summary>
    public (LogExtent Log, string Digest, DateTimeOffset? Covers)? ParseLogDescription(string key)
    {
        if (!key.EndsWith(DescriptionExtension, StringComparison.Ordinal)) return null;
        var described = key[..^DescriptionExtension.Length];
        if (ParseLog(described) is { Extension: "" } log) return (log.Log, log.Digest, null);
        return described.Length > CoversLength && described[^CoversLength] == '.' && ParseLog(described[..^CoversLength]) is { Extension: "" } covering
            && DateTimeOffset.TryParseExact(described[^(CoversLength - 1)..], CoversForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var covers)
                ? (covering.Log, covering.Digest, covers)
                : null;
    }

    /// <summary>Place and digest of a log's key; null when it is not of that form.</summary>
    public (LogExtent Log, string Digest, string Extension)? ParseLog(string key)
    {
        if (!key.StartsWith(Logs, StringComparison.Ordinal) || LogForm().Match(key[Logs.Length..]) is not { Success: true } match) return null;
        return LogFileName.TryParse(match.Groups["name"].Value, out var name)
            ? (new LogExtent(Number("node"), Number("stream"), Number("chain"), name), match.Groups["digest"].Value, match.Groups["extension"].Value)
            : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static string Below(string prefix) => prefix.Length == 0 ? "" : prefix.TrimEnd('/') + "/";

    /// <summary>Host names and instances are letters, digits, hyphens and dots nearly always; anything else must not change the key.</summary>
    private static string Safe(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '_'));

    [GeneratedRegex(@"^NODE(?<node>\d{4})/LOGSTREAM(?<stream>\d{4})/C(?<chain>\d{7})/(?<name>S\d{7}\.LOG)-(?<digest>[0-9a-f]{16})(?<extension>(?:\.zst|\.gz)?(?:\.age)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex LogForm();
}
