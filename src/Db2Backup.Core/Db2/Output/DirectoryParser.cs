namespace Db2Backup.Db2.Output;

/// <summary>An entry of LIST DATABASE DIRECTORY.</summary>
/// <param name="IsLocal">The database lies on this machine (entry type Indirect or Home).</param>
/// <param name="LocalDirectory">Null for remote entries.</param>
internal sealed record DirectoryEntry(string Alias, string Name, bool IsLocal, string? LocalDirectory, string ReleaseLevel);

internal static class DirectoryParser
{
    public static IReadOnlyList<DirectoryEntry> Parse(string output)
    {
        var entries = new List<DirectoryEntry>();
        Dictionary<string, string>? rows = null;
        foreach (var line in output.Split('\n'))
        {
            if (ReportRows.TryRead(line) is not { } row)
            {
                // "Database 1 entry:" and blank lines stand between the entries.
                if (line.TrimEnd().EndsWith(':') || line.TrimEnd().EndsWith('：')) Finish();
                continue;
            }
            (rows ??= new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase))[row.Label] = row.Value;
        }
        Finish();
        return entries;

        void Finish()
        {
            if (rows is not null && rows.TryGetValue("Database alias", out var alias) && rows.TryGetValue("Database name", out var name)
                && rows.TryGetValue("Directory entry type", out var type))
            {
                var local = rows.GetValueOrDefault("Local database directory") ?? rows.GetValueOrDefault("Database drive");
                entries.Add(new DirectoryEntry(alias, name, type is "Indirect" or "Home", local, rows.GetValueOrDefault("Database release level", "")));
            }
            rows = null;
        }
    }
}
