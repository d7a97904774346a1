namespace Db2Backup.Db2.Output;

/// <summary>A row <c> Label    = value</c> of a report.</summary>
internal readonly record struct ReportRow(string Label, string Value);

/// <summary>The rows that most reports of the CLP are made of.</summary>
internal static class ReportRows
{
    /// <summary>
    /// Splits a line at its first <c>=</c> that has a blank before it. Null when there is none: headings, rules, blank lines.
    /// The sign is the same in every language, the blanks around it are not all.
    /// </summary>
    public static ReportRow? TryRead(string line)
    {
        var sign = line.IndexOf(" =", StringComparison.Ordinal);
        if (sign <= 0 || line[..sign].Trim().Length == 0) return null;
        var value = line.AsSpan(sign + 2);
        // "==" is a rule, and "= =" cannot be.
        if (value.Length > 0 && value[0] == '=') return null;
        return new ReportRow(line[..sign].Trim(), value.Trim().ToString());
    }

    public static IEnumerable<ReportRow> All(string output)
    {
        foreach (var line in output.Split('\n'))
            if (TryRead(line.TrimEnd('\r')) is { } row) yield return row;
    }
}
