using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// GET DATABASE CONFIGURATION or GET DATABASE MANAGER CONFIGURATION as read: parameters by their names in parentheses, which
/// are the same in every language, and rows without a name by their label.
/// </summary>
internal sealed record ConfigurationReport(IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Labels);

internal static partial class ConfigurationParser
{
    public static ConfigurationReport Parse(string output)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var labels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in ReportRows.All(output))
        {
            // The key is the last bracket before the sign: labels may hold brackets too [commands.md, GET DB CFG].
            var name = Name().Match(row.Label);
            if (name.Success) parameters[name.Groups[1].Value] = row.Value;
            else labels[row.Label] = row.Value;
        }
        return new ConfigurationReport(parameters, labels);
    }

    [GeneratedRegex(@"\(([A-Z][A-Z0-9_]*)\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
