using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>
/// GET DATABASE CONFIGURATION or GET DATABASE MANAGER CONFIGURATION as read: parameters by their names in parentheses, which
/// are the same in every language, and rows without a name by their label.
/// </summary>
internal sealed record ConfigurationReport(IReadOnlyDictionary<string, string> Parameters, IReadOnlyDictionary<string, string> Labels);

/// <summary>Reads both reports, whole or what grep left of them, with and without SHOW DETAIL [commands.md, GET DB CFG].</summary>
internal static partial class ConfigurationParser
{
    /// <summary>Rows without a parameter that stand together, at most.</summary>
    private const int RowsAhead = 16;

    /// <summary>Width of the column of current values with SHOW DETAIL, seen in real output of 9.7.</summary>
    private const int DetailWidth = 27;

    /// <summary>Terminals break lines at 80 columns; a row that was broken fills one.</summary>
    private const int FullLine = 78;

    /// <summary>What our own session received.</summary>
    public static ConfigurationReport Parse(string output)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var labels = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in ReportRows.All(output))
        {
            // The key is the last bracket before the sign: labels may hold brackets too [commands.md, GET DB CFG].
            if (ParameterOf(row.Label) is { } name) parameters[name] = row.Value;
            else labels[row.Label] = row.Value;
        }
        return new ConfigurationReport(parameters, labels);
    }

    /// <summary>The report that begins here, with its title or without it.</summary>
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var known = context.Statement?.Report is Db2Report.DatabaseConfiguration or Db2Report.ManagerConfiguration;
        var title = lines.Row(at) is null && !OutputStarts.IsStart(lines, at) && !OutputStarts.IsLabel(lines[at]) ? lines[at] : null;
        var i = title is null ? at : lines.Next(at + 1);
        // With SHOW DETAIL: names of the columns and a rule below the title.
        var detail = context.Statement?.ShowsDetail == true;
        if (title is not null && lines.Row(i) is null && !lines.IsLong(i) && OutputStarts.IsRule(lines[lines.Next(i + 1)])) (i, detail) = (lines.Next(lines.Next(i + 1) + 1), true);
        if (!IsRow(lines, i, known || title is not null && IsEnglishTitle(title))) return null;
        if (title is not null && !IsTitle(title)) return null;
        var rows = Rows(lines, i, known || title is not null, ref detail, out var end);
        if (!rows.Any(r => r.Parameter is not null || ConfigurationLabels.Contains(r.Row.Label)) && !known) return null;
        detail = detail || rows.Count(r => r.Parameter is not null && HasDetail(lines[r.At], r.Row)) * 2 > rows.Count(r => r.Parameter is not null);
        var manager = context.Statement?.Report == Db2Report.ManagerConfiguration
            || context.Statement?.Report != Db2Report.DatabaseConfiguration && rows.Any(r => ConfigurationLabels.IsOfManager(r.Parameter, r.Row.Label));
        var database = manager ? null : context.Statement is { Report: Db2Report.DatabaseConfiguration, Database: { } named } ? named : Database(title);
        return new ReportBlock(end, rows.Select(r => Entry(lines, r, detail, manager, database)).ToList<Db2Output>());
    }

    private readonly record struct ConfigurationRow(int At, ReportRow Row, string? Parameter, string? Continued);

    private static List<ConfigurationRow> Rows(OutputLines lines, int at, bool titled, ref bool detail, out int end)
    {
        var rows = new List<ConfigurationRow>();
        end = at;
        for (var i = at; i < lines.Count; i = lines.Next(i + 1))
        {
            var line = lines[i];
            if (IsRow(lines, i, titled && rows.Count == 0))
            {
                var row = lines.Row(i)!.Value;
                rows.Add(new ConfigurationRow(i, row, ParameterOf(row.Label), null));
            }
            // The instance's node type stands above the names of the columns and their rule.
            else if (rows.Count > 0 && lines[i + 1].Length > FullLine && OutputStarts.IsRule(lines[i + 1]) && !lines.IsLong(i) && IsRow(lines, lines.Next(i + 2), false))
                (i, detail) = (i + 1, true);
            // A long path that a terminal broke: it goes on in the first column, and has no blanks as headings have.
            else if (rows.Count > 0 && end == i && lines[i - 1].Length >= FullLine && line[0] != ' ' && !line.Trim().Contains(' ', StringComparison.Ordinal) && !OutputStarts.IsStart(lines, i) && !lines.IsLong(i))
                rows[^1] = rows[^1] with { Continued = rows[^1].Continued + line.Trim() };
            // Headings between, such as "Monitor Collect Settings".
            else if (rows.Count == 0 || IsTitle(line) && Indent(line) > 4 || IsEnglishTitle(line) || OutputStarts.IsStart(lines, i) || !IsRow(lines, lines.Next(i + 1), false)) break;
            end = i + 1;
        }
        return rows;
    }

    /// <summary>A row with a parameter, one whose label is known, or one with such rows behind it.</summary>
    private static bool IsRow(OutputLines lines, int at, bool anything)
    {
        if (lines.Row(at) is not { } row) return false;
        if (ParameterOf(row.Label) is not null || ConfigurationLabels.Contains(row.Label)) return true;
        var ahead = 0;
        for (var i = lines.Next(at + 1); i < lines.Count && ahead < RowsAhead; i = lines.Next(i + 1), ahead++)
        {
            if (lines.Row(i) is not { } next) return anything && ahead > 0 || !OutputStarts.IsStart(lines, i) && lines.Row(lines.Next(i + 1)) is { } other && ParameterOf(other.Label) is not null;
            if (ParameterOf(next.Label) is not null || ConfigurationLabels.Contains(next.Label)) return true;
        }
        return false;
    }

    private static Db2ConfigurationOutput Entry(OutputLines lines, ConfigurationRow row, bool detail, bool manager, string? database)
    {
        var unread = new UnreadLines();
        var (value, delayed) = (row.Row.Value + row.Continued, (string?)null);
        if (detail && row.Parameter is not null)
        {
            if (Split(lines[row.At], row.Row) is { } both && row.Continued is null) (value, delayed) = both;
            else unread.Add(lines[row.At]);
        }
        // Of the rows without a parameter only paths have a second value.
        else if (detail && row.Continued is null && Split(lines[row.At], row.Row) is { Delayed: { } later } paths && IsPath(later) && IsPath(paths.Value)) (value, delayed) = paths;
        var label = row.Parameter is null ? row.Row.Label : WithoutParameter(row.Row.Label);
        var unit = UnitAtEnd().Match(label);
        return new Db2ConfigurationOutput
        {
            IsManager = manager,
            Database = database,
            Parameter = row.Parameter,
            Label = unit.Success ? label[..unit.Index].TrimEnd() : label,
            Unit = unit.Success ? unit.Groups[1].Value : null,
            Value = value,
            DelayedValue = delayed,
            Line = lines.Number(row.At),
            Unread = unread.ToList(),
        };
    }

    /// <summary>Current and delayed value: in two columns, the first as wide as usual; longer ones push the second to the right.</summary>
    private static (string Value, string? Delayed)? Split(string line, ReportRow row)
    {
        var text = line.Length > row.SignAt + 2 ? line[(row.SignAt + 2)..] : "";
        if (text.Trim().Length == 0) return ("", "");
        if (text.Length > DetailWidth && text[DetailWidth - 1] == ' ' && text[DetailWidth] != ' ') return (text[..DetailWidth].Trim(), text[DetailWidth..].Trim());
        text = text.Trim();
        var gap = text.IndexOf("  ", StringComparison.Ordinal);
        if (gap > 0) return (text[..gap], text[gap..].Trim());
        // One blank between: the same value twice, or two words.
        var half = text.Length / 2;
        if (text.Length % 2 == 1 && text[half] == ' ' && text.AsSpan(0, half).SequenceEqual(text.AsSpan(half + 1))) return (text[..half], text[..half]);
        var words = text.Split(' ');
        return words.Length == 2 && !words[1].StartsWith('(') ? (words[0], words[1]) : null;
    }

    private static bool HasDetail(string line, ReportRow row)
    {
        var text = line.Length > row.SignAt + 2 ? line[(row.SignAt + 2)..] : "";
        return text.Length > DetailWidth && text[DetailWidth - 1] == ' ' && text[DetailWidth] != ' ';
    }

    /// <summary>The name in the last parentheses of a label. Texts out of Markdown have \_ in it.</summary>
    private static string? ParameterOf(string label)
    {
        var name = Name().Match(label);
        return name.Success ? name.Groups[1].Value.Replace("\\", "", StringComparison.Ordinal) : null;
    }

    private static string WithoutParameter(string label) => label[..label.LastIndexOf('(')].TrimEnd();

    private static bool IsPath(string text) => text.Length > 1 && (text[0] == '/' || text[1] == ':') && !text.Contains("  ", StringComparison.Ordinal);

    private static int Indent(string line) => line.Length - line.AsSpan().TrimStart().Length;

    private static bool IsTitle(string line) => line.Length < 200 && line.AsSpan().Trim().Length > 8;

    private static bool IsEnglishTitle(string line) =>
        line.Contains("Database Configuration for Database", StringComparison.OrdinalIgnoreCase) || line.AsSpan().Trim().Equals("Database Manager Configuration", StringComparison.OrdinalIgnoreCase);

    /// <summary>The last word of a title, or its only one of Latin letters: Datenbankkonfiguration für Datenbank SAMPLE.</summary>
    private static string? Database(string? title)
    {
        var words = title?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        // With a connection and without FOR, the English title has no name behind its last word.
        if (words.Length < 2 || IsEnglishTitle(title!) && words[^1].Equals("Database", StringComparison.OrdinalIgnoreCase)) return null;
        if (title!.Any(Wording.IsWide))
            return words.Where(w => Wording.IsAlias(w)).ToList() is [var only] ? only : null;
        return Wording.IsAlias(words[^1]) ? words[^1] : null;
    }

    [GeneratedRegex(@"\(([A-Z](?:[A-Z0-9]|\\?_)*)\)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>Units as Db2 prints them, in every language where they are symbols.</summary>
    [GeneratedRegex(@"\s*[(\uFF08]\s*((?:[0-9]+ ?)?(?:[KMG][Bo]|[\u041A\u041C\u0413]\u0411)(?:/s(?:ec)?)?|[0-9]+ ?[KMG]|pages|bytes|ms|sec|secs|seconds|minutes|hours|days|millisec/instruction|%)\s*[)\uFF09]$", RegexOptions.CultureInvariant)]
    private static partial Regex UnitAtEnd();
}
