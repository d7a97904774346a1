using System.Globalization;

namespace Db2Backup.Db2.Output;

/// <summary>A row of LIST APPLICATIONS.</summary>
internal sealed record ConnectedApplication(string AuthId, string Name, int Handle, string ApplicationId, string Database);

internal static class ApplicationsParser
{
    /// <summary>By the columns under the dashes: user, program, handle, application id, database, agents.</summary>
    public static IReadOnlyList<ConnectedApplication> Parse(string output)
    {
        var applications = new List<ConnectedApplication>();
        if (TableParser.Parse(output) is not { } table) return applications;
        foreach (var row in table.Rows)
            if (row.Count >= 5 && int.TryParse(row[2], NumberStyles.None, CultureInfo.InvariantCulture, out var handle))
                applications.Add(new ConnectedApplication(row[0] ?? "", row[1] ?? "", handle, row[3] ?? "", row[4] ?? ""));
        return applications;
    }
}
