using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// Reads db2licm -l: values in quotes behind labels. In English by the labels; elsewhere what has a form of its own is read, identifier and
/// version, and the rest stands under its label.
/// </summary>
internal static partial class LicenseParser
{
    private const int FewestRows = 3, MostRows = 60;

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var entries = new List<Db2Output>();
        var (i, end) = (at, at);
        while (Product(lines, i) is { } product)
        {
            entries.Add(product.Entry);
            end = product.End;
            i = lines.Next(end);
        }
        return entries.Count > 0 ? new ReportBlock(end, entries) : null;
    }

    private static (Db2LicenseOutput Entry, int End)? Product(OutputLines lines, int at)
    {
        var rows = new List<(string Label, string Value, bool IsFeature)>();
        var (i, end, features) = (at, at, false);
        for (; i < lines.Count && rows.Count < MostRows; i++)
        {
            if (lines.IsBlank(i))
            {
                // A copy may have blank lines between the rows; a new product begins with the first label.
                if (Row(lines[lines.Next(i)]) is not { } next || rows.Count == 0 || next.Label == rows[0].Label) break;
                continue;
            }
            if (Row(lines[i]) is { } row)
            {
                if (rows.Count > 0 && row.Label == rows[0].Label) break;
                rows.Add((row.Label, row.Value, features));
            }
            else if (rows.Count >= FewestRows && OutputStarts.IsLabel(lines[i]) && Row(lines[lines.Next(i + 1)]) is not null) features = true;
            else break;
            end = i + 1;
        }
        if (rows.Count < FewestRows || !rows.Any(r => Identifier().IsMatch(r.Value))) return null;
        return (Entry(rows) with { Line = lines.Number(at) }, end);
    }

    private static Db2LicenseOutput Entry(List<(string Label, string Value, bool IsFeature)> rows)
    {
        var entry = new Db2LicenseOutput();
        var (other, features) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        // The product comes first in every language.
        entry = entry with { Product = rows[0].Value };
        foreach (var (label, value, isFeature) in rows.Skip(1))
        {
            if (isFeature) features[label] = value;
            else switch (label.ToUpperInvariant())
                {
                    case "LICENSE TYPE": entry = entry with { LicenseType = value }; break;
                    case "EXPIRY DATE": entry = entry with { ExpiryDate = value }; break;
                    case "ENFORCEMENT POLICY": entry = entry with { Enforcement = value }; break;
                    case "PRODUCT IDENTIFIER": entry = entry with { Identifier = value }; break;
                    case "VERSION INFORMATION": entry = entry with { Version = value }; break;
                    default:
                        if (entry.Identifier is null && Identifier().IsMatch(value)) entry = entry with { Identifier = value };
                        else if (entry.Version is null && entry.Identifier is not null && VersionForm().IsMatch(value)) entry = entry with { Version = value };
                        else if (!other.TryAdd(label, value)) other[label] += "; " + value;
                        break;
                }
        }
        return entry with { Other = other, Features = features };
    }

    private static (string Label, string Value)? Row(string line)
    {
        if (line.Length > 400 || !line.AsSpan().TrimEnd().EndsWith("\"", StringComparison.Ordinal)) return null;
        var match = QuotedRow().Match(line);
        return match.Success ? (match.Groups[1].Value.Trim(), match.Groups[2].Value) : null;
    }

    // Label: "value"; up to Db2 9.1 Label = "value"
    [GeneratedRegex("^\\s*([^\":=\uFF1A]+?)\\s*[:=\uFF1A]\\s*\"([^\"]*)\"\\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedRow();

    [GeneratedRegex("^(?:db2|DB2|isf|ISF)[A-Za-z0-9_]{1,12}$", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[0-9]{1,2}\.[0-9]{1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex VersionForm();
}
