using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>What the media header of an image says (db2ckbkp -H), as far as the module needs it.</summary>
/// <param name="Alias">Server database alias.</param>
/// <param name="Seed">Identity of the database, hexadecimal without 0x, as printed.</param>
/// <param name="IncludesLogs">The image carries logs.</param>
/// <param name="IsOnline">Backup mode 1.</param>
/// <param name="IsCompressed">Db2 compressed the image.</param>
/// <param name="IsEncrypted">Db2 encrypted the image; null before 10.5, which could not.</param>
internal sealed record MediaHeader(string? Alias, Db2Timestamp? Timestamp, string? Seed, bool? IncludesLogs, bool? IsOnline, bool? IsCompressed, bool? IsEncrypted);

/// <summary>
/// Lines <c>Name -- value</c>; newer releases add the meaning in brackets, so only the leading token counts
/// [images-and-logs.md, db2ckbkp].
/// </summary>
internal static partial class MediaHeaderParser
{
    public static MediaHeader Parse(string output)
    {
        var rows = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Row().Matches(output.Replace("\r", "", StringComparison.Ordinal)))
            rows.TryAdd(match.Groups[1].Value.Trim(), match.Groups[2].Value);
        var seed = rows.GetValueOrDefault("Database Seed");
        return new MediaHeader(
            rows.GetValueOrDefault("Server Database Alias"),
            Db2Timestamp.TryParse(rows.GetValueOrDefault("Timestamp"), out var timestamp) ? timestamp : null,
            seed is null ? null : (seed.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? seed[2..] : seed).ToUpperInvariant(),
            Flag("Includes Logs"), Flag("Backup Mode"), Flag("Compression"), Flag("Encrypt Info Flags"));

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

    [GeneratedRegex(@"^[ \t]*([A-Za-z][^\n]*?)[ \t]+--[ \t]+(\S+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
