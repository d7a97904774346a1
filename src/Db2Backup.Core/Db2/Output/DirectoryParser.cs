using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>An entry of LIST DATABASE DIRECTORY as the engine needs it.</summary>
/// <param name="IsLocal">The database lies on this machine (entry type Indirect or Home).</param>
/// <param name="LocalDirectory">Null for remote entries.</param>
internal sealed record DirectoryEntry(string Alias, string Name, bool IsLocal, string? LocalDirectory, string ReleaseLevel);

/// <summary>
/// Reads LIST DATABASE DIRECTORY. In English by the labels; elsewhere by the order of the rows, of which the release level has a form of its
/// own: alias, name, directory or node, level, comment, type, what only remote entries have, partition, alternate server.
/// </summary>
internal static partial class DirectoryParser
{
    private const int FewestRows = 5, MostRows = 24;

    private const string AliasLabel = "Database alias";

    /// <summary>The other rows of an entry, in English.</summary>
    private static readonly FrozenSet<string> Labels = new HashSet<string>
    {
        "Database name", "Local database directory", "Database drive", "Database directory", "Node name", "Database release level", "Comment", "Directory entry type",
        "Authentication", "Principal name", "Catalog database partition number", "Catalog node number", "Alternate server hostname", "Alternate server port number",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What our own session received: English, and whatever is not complete is left out.</summary>
    public static IReadOnlyList<DirectoryEntry> Parse(string output)
    {
        var lines = new OutputLines(OutputText.Lines(output));
        var entries = new List<DirectoryEntry>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (Entry(lines, i) is not { } read) continue;
            i = read.End - 1;
            if (read.Entry is { Alias: { } alias, Name: { } name, EntryType: { } type } entry)
                entries.Add(new DirectoryEntry(alias, name, type is "Indirect" or "Home", entry.LocalDirectory, entry.ReleaseLevel ?? ""));
        }
        return entries;
    }

    /// <summary>The report that begins here: title, number of entries, entries; or a first entry without these.</summary>
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        if (Left(lines, at, context) is { } left) return left;
        var i = at;
        int? announced = null;
        if (!OutputStarts.IsLabel(lines[at]) && Entry(lines, at) is null)
        {
            var count = lines.Row(at) is null ? lines.Next(at + 1) : at;
            if (lines.Row(count) is not { } row || Numbers.Int(row.Value) is not { } number) return null;
            i = lines.Next(count + 1);
            announced = number;
        }
        var entries = new List<Db2Output>();
        var end = i;
        while (Entry(lines, i) is { } read)
        {
            entries.Add(read.Entry);
            end = read.End;
            i = lines.Next(end);
        }
        if (entries.Count == 0) return null;
        if (announced is { } all && all != entries.Count)
            entries[^1] = entries[^1] with { Unread = [.. entries[^1].Unread, $"{all} entries are announced, {entries.Count} are here"] };
        return new ReportBlock(end, entries);
    }

    /// <summary>What grep left of entries, in English: rows whose labels are known, each entry from its alias on.</summary>
    private static ReportBlock? Left(OutputLines lines, int at, ReportContext context)
    {
        var entries = new List<Db2Output>();
        var (i, end, most) = (at, at, 0);
        while (lines.Row(i) is { } alias && alias.Label.Equals(AliasLabel, StringComparison.OrdinalIgnoreCase))
        {
            var rows = new List<ReportRow> { alias };
            var start = i;
            for (end = i + 1, i = lines.Next(end); rows.Count < MostRows && lines.Row(i) is { } row && Labels.Contains(row.Label); end = i + 1, i = lines.Next(end)) rows.Add(row);
            entries.Add(ByLabel(rows, lines.Number(start)));
            most = Math.Max(most, rows.Count);
        }
        // One row alone could be anything; with the statement it is what was asked for.
        return entries.Count > 1 || most > 1 || entries.Count > 0 && context.Statement?.Report == Db2Report.Directory ? new ReportBlock(end, entries) : null;
    }

    /// <summary><c>Database 1 entry:</c> and its rows.</summary>
    private static (Db2DirectoryOutput Entry, int End)? Entry(OutputLines lines, int at)
    {
        if (at >= lines.Count || !OutputStarts.IsLabel(lines[at]) || lines[at].AsSpan().IndexOfAnyInRange('0', '9') < 0) return null;
        var rows = new List<ReportRow>();
        var i = lines.Next(at + 1);
        var end = at + 1;
        while (rows.Count < MostRows && lines.Row(i) is { } row)
        {
            rows.Add(row);
            end = i + 1;
            i = lines.IsBlank(end) ? lines.Count : end;
            // Blank lines between rows come from a copy; an entry ends with a label, not with a row.
            if (i == lines.Count && lines.NextRow(end) is not null) i = lines.Next(end);
        }
        var level = rows.FindIndex(r => ReleaseLevel().IsMatch(r.Value));
        if (rows.Count < FewestRows || level is < 2 or > 4) return null;
        return (rows[0].Label.Equals(AliasLabel, StringComparison.OrdinalIgnoreCase) ? ByLabel(rows, lines.Number(at)) : ByPlace(rows, level, lines.Number(at)), end);
    }

    private static Db2DirectoryOutput ByLabel(List<ReportRow> rows, int line)
    {
        var unread = new UnreadLines();
        var entry = new Db2DirectoryOutput { Line = line };
        foreach (var (label, value) in rows.Select(r => (r.Label.ToUpperInvariant(), r.Value)))
            switch (label)
            {
                case "DATABASE ALIAS": entry = entry with { Alias = value }; break;
                case "DATABASE NAME": entry = entry with { Name = value }; break;
                case "LOCAL DATABASE DIRECTORY" or "DATABASE DRIVE" or "DATABASE DIRECTORY": entry = entry with { LocalDirectory = value }; break;
                case "NODE NAME": entry = entry with { NodeName = value }; break;
                case "DATABASE RELEASE LEVEL": entry = entry with { ReleaseLevel = value }; break;
                case "COMMENT": entry = entry with { Comment = value }; break;
                case "DIRECTORY ENTRY TYPE": entry = entry with { EntryType = value, IsLocal = value is "Indirect" or "Home" }; break;
                case "AUTHENTICATION": entry = entry with { Authentication = value }; break;
                case "PRINCIPAL NAME" or "DCE PRINCIPAL" or "KERBEROS PRINCIPAL" or "TARGET PRINCIPAL": entry = entry with { Principal = value }; break;
                case "CATALOG DATABASE PARTITION NUMBER" or "CATALOG NODE NUMBER": entry = entry with { CatalogPartition = Numbers.Int(value) }; break;
                case "ALTERNATE SERVER HOSTNAME": entry = entry with { AlternateServer = value.Length > 0 ? value : null }; break;
                case "ALTERNATE SERVER PORT NUMBER": entry = entry with { AlternatePort = value.Length > 0 ? value : null }; break;
                case "DATABASE PARTITION NUMBER" or "NODE NUMBER" or "GATEWAY PARTITION NUMBER": break;
                default: unread.Add($"{label} = {value}"); break;
            }
        return entry with { Unread = unread.ToList() };
    }

    private static Db2DirectoryOutput ByPlace(List<ReportRow> rows, int level, int line)
    {
        var unread = new UnreadLines();
        var where = level > 2 ? rows[2].Value : null;
        var isPath = where is { Length: > 0 } && (where[0] == '/' || where.Length > 1 && where[1] == ':');
        var partition = rows.FindIndex(Math.Min(level + 3, rows.Count), r => Numbers.Int(r.Value) is not null);
        var between = partition < 0 ? [] : rows.GetRange(level + 3, partition - level - 3);
        foreach (var row in partition < 0 ? rows.Skip(level + 3) : rows.Skip(partition + 3)) unread.Add($"{row.Label} = {row.Value}");
        foreach (var row in between.Skip(2)) unread.Add($"{row.Label} = {row.Value}");
        return new Db2DirectoryOutput
        {
            Alias = rows[0].Value,
            Name = rows[1].Value,
            LocalDirectory = isPath ? where : null,
            NodeName = where is { Length: > 0 } && !isPath ? where : null,
            ReleaseLevel = rows[level].Value,
            Comment = level + 1 < rows.Count ? rows[level + 1].Value : null,
            EntryType = level + 2 < rows.Count ? rows[level + 2].Value : null,
            IsLocal = isPath ? true : where is { Length: > 0 } ? false : null,
            // SERVER, KERBEROS …: the same words in every language.
            Authentication = between.Select(r => r.Value).FirstOrDefault(v => v.Length > 0 && !v.Any(char.IsLower)),
            Principal = between.Select(r => r.Value).FirstOrDefault(v => v.Any(char.IsLower) || v.Contains('@', StringComparison.Ordinal)),
            CatalogPartition = partition < 0 ? null : Numbers.Int(rows[partition].Value),
            AlternateServer = Behind(1),
            AlternatePort = Behind(2),
            Line = line,
            Unread = unread.ToList(),
        };

        string? Behind(int places) => partition >= 0 && partition + places < rows.Count && rows[partition + places].Value is { Length: > 0 } value ? value : null;
    }

    /// <summary>a.00 to 10.00 and above.</summary>
    [GeneratedRegex(@"^[0-9a-f]{1,2}\.[0-9]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex ReleaseLevel();
}
