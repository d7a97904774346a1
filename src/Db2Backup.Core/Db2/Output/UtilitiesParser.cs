using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>A running utility (LIST UTILITIES SHOW DETAIL).</summary>
/// <param name="Type">BACKUP, RESTORE, ROLLFORWARD RECOVERY …</param>
/// <param name="TotalBytes">An estimate that changes while it runs, and not the image's size; null when unknown.</param>
internal sealed record RunningUtility(int Id, string Type, string Database, string Description, long? TotalBytes, long? CompletedBytes);

internal static partial class UtilitiesParser
{
    public static IReadOnlyList<RunningUtility> Parse(string output)
    {
        var utilities = new List<RunningUtility>();
        var rows = new List<ReportRow>();
        foreach (var row in ReportRows.All(output))
        {
            // Each utility begins with its ID.
            if (row.Label == "ID") Finish();
            rows.Add(row);
        }
        Finish();
        return utilities;

        void Finish()
        {
            if (rows.Count > 0 && rows[0].Label == "ID" && int.TryParse(rows[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                utilities.Add(new RunningUtility(id, First("Type") ?? "", First("Database Name") ?? "", First("Description") ?? "",
                    Bytes(Last("Total Work") ?? Last("Total Work Units")), Bytes(Last("Completed Work") ?? Last("Completed Work Units"))));
            rows.Clear();
        }

        string? First(string label) => rows.FirstOrDefault(r => r.Label == label).Value;
        // Phases repeat these rows; the last one is running.
        string? Last(string label) => rows.LastOrDefault(r => r.Label == label).Value;
    }

    private static long? Bytes(string? value) =>
        value is not null && Number().Match(value) is { Success: true } match && long.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    [GeneratedRegex(@"^\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
