using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>What the media header of an image says (db2ckbkp -H), as far as the engine needs it.</summary>
/// <param name="Alias">Server database alias.</param>
/// <param name="Seed">Identity of the database, hexadecimal without 0x, as printed.</param>
/// <param name="IncludesLogs">The image carries logs.</param>
/// <param name="IsOnline">Backup mode 1.</param>
/// <param name="IsCompressed">Db2 compressed the image.</param>
/// <param name="IsEncrypted">Db2 encrypted the image; null before 10.5, which could not.</param>
/// <param name="Sequence">The number of the file among those of the image.</param>
internal sealed record MediaHeader(string? Alias, Db2Timestamp? Timestamp, string? Seed, bool? IncludesLogs, bool? IsOnline, bool? IsCompressed, bool? IsEncrypted, int? Sequence)
{
    /// <summary>By its granularity; null when the header does not tell, or tells another number.</summary>
    public BackupKind? Kind { get; init; }

    /// <summary>Files that the image has [images-and-logs.md, db2ckbkp].</summary>
    public int? Sessions { get; init; }
}

/// <summary>
/// Lines <c>Name -- value</c>; newer releases add the meaning in brackets, so only the leading token counts
/// [images-and-logs.md, db2ckbkp].
/// </summary>
internal static partial class MediaHeaderParser
{
    /// <summary>What db2ckbkp itself printed.</summary>
    public static MediaHeader Parse(string output)
    {
        var rows = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in output.Split('\n'))
            if (Row(line.TrimEnd('\r')) is { Value.Length: > 0 } row) rows.TryAdd(row.Label, row.Value.Split((char[]?)null, 2)[0]);
        return new MediaHeader(
            rows.GetValueOrDefault("Server Database Alias"),
            Db2Timestamp.TryParse(rows.GetValueOrDefault("Timestamp"), out var timestamp) ? timestamp : null,
            Seed(rows.GetValueOrDefault("Database Seed")),
            Flag("Includes Logs"), Flag("Backup Mode"), Flag("Compression"), Flag("Encrypt Info Flags"),
            int.TryParse(rows.GetValueOrDefault("Sequence Number"), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null)
        {
            Kind = Kinds(rows.GetValueOrDefault("Backup Granularity") ?? rows.GetValueOrDefault("Backup Gran.")),
            Sessions = int.TryParse(rows.GetValueOrDefault("Number of Sessions"), NumberStyles.None, CultureInfo.InvariantCulture, out var sessions) && sessions > 0 ? sessions : null,
        };

        // 0 or 1; flags are written as 0x0.
        bool? Flag(string name)
        {
            var text = rows.GetValueOrDefault(name, "");
            var isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            return int.TryParse(isHexadecimal ? text[2..] : text, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value != 0
                : null;
        }
    }

    /// <summary>A row of the header; its value may be empty. Null when the line is none.</summary>
    public static (string Label, string Value)? Row(string line)
    {
        if (line.Length > ReportRows.LongestLine) return null;
        var sign = line.IndexOf(" -- ", StringComparison.Ordinal);
        if (sign < 0 && line.AsSpan().TrimEnd().EndsWith(" --", StringComparison.Ordinal)) sign = line.AsSpan().TrimEnd().Length - 3;
        if (sign <= 0) return null;
        var label = line[..sign].Trim();
        return label.Length > 0 && char.IsLetter(label[0]) && !label.Contains('=', StringComparison.Ordinal) ? (label, line[Math.Min(line.Length, sign + 3)..].Trim()) : null;
    }

    private static BackupKind? Kinds(string? granularity) => granularity switch
    {
        "0" => BackupKind.Full,
        "16" => BackupKind.Incremental,
        "48" => BackupKind.Delta,
        _ => null,
    };

    private static string? Seed(string? seed) => seed is null ? null : (seed.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? seed[2..] : seed).ToUpperInvariant();

    /// <summary>The rows of a header as an entry.</summary>
    public static Db2ImageOutput Entry(IReadOnlyDictionary<string, string> header)
    {
        var unread = new UnreadLines();
        var mode = Number("Backup Mode");
        var compression = Number("Compression");
        var granularity = Number("Backup Gran.") ?? Number("Backup Granularity");
        var entry = new Db2ImageOutput
        {
            DatabaseName = Text("Server Database Name"),
            DatabaseAlias = Text("Server Database Alias"),
            ClientAlias = Text("Client Database Alias"),
            Timestamp = OutputTime.Digits(First("Timestamp")),
            Partition = (int?)(Number("Database Partition Number") ?? Number("Node")),
            Instance = Text("Instance"),
            Sequence = (int?)Number("Sequence Number"),
            ReleaseId = First("Release ID"),
            DatabaseSeed = Seed(First("Database Seed")),
            Mode = mode switch { 0 => BackupMode.Offline, 1 => BackupMode.Online, _ => null },
            IncludesLogs = Number("Includes Logs") switch { 0 => false, 1 => true, _ => null },
            IsCompressed = compression switch { 0 => false, 1 => true, _ => null },
            BackupType = (int?)(Number("Backup Type") ?? Number("Type")),
            Kind = granularity switch { 0 => BackupKind.Full, 16 => BackupKind.Incremental, 48 => BackupKind.Delta, _ => null },
            BufferSizeBytes = Number("Backup Buffer Size"),
            Sessions = (int?)Number("Number of Sessions"),
            CodeSet = Text("DB Codeset"),
            LogPath = Text("LogPath"),
            Platform = First("Platform"),
            IsEncrypted = Numbers.Hex(First("Encrypt Info Flags")) is { } flags ? flags != 0 : null,
            Header = header,
        };
        // Codes that are not known are named; their values stand in the header as they are.
        foreach (var name in (string[])["Timestamp", "Backup Mode", "Includes Logs", "Compression", "Backup Gran.", "Backup Granularity"])
            if (Text(name) is { } value && !IsRead(name)) unread.Add($"{name} -- {value}");
        return entry with { Unread = unread.ToList() };

        string? Text(string name) => header.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        string? First(string name) => Text(name)?.Split((char[]?)null, 2)[0];
        long? Number(string name) => Text(name) is { } value ? Numbers.Leading(value).Number : null;
        bool IsRead(string name) => name switch
        {
            "Timestamp" => OutputTime.Digits(First(name)) is not null,
            "Backup Mode" or "Includes Logs" or "Compression" => Number(name) is 0 or 1,
            _ => Number(name) is 0 or 16 or 48,
        };
    }

    /// <summary>The name a file should have, alone in its line.</summary>
    public static string? ImageNameAlone(string line)
    {
        var text = line.Trim();
        return text.Length < 200 && (ImageName.TryParse(text) is not null || OldWindows().IsMatch(text)) ? text : null;
    }

    /// <summary>Up to 9.1 on Windows the name is a path: SAMPLE.0\DB2\NODE0000\CATN0000\20040131\120000.001</summary>
    [GeneratedRegex(@"^[^\\/\s]{1,8}\.[0-9]\\[^\\\s]+\\NODE[0-9]{4}\\CATN[0-9]{4}\\[0-9]{8}\\[0-9]{6}\.[0-9]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex OldWindows();
}
