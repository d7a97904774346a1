namespace Db2Backup.Db2.Output;

/// <summary>A row <c> Label    = value</c> of a report.</summary>
/// <param name="Indent">Blanks before the label.</param>
/// <param name="SignAt">Where the sign stands.</param>
internal readonly record struct ReportRow(string Label, string Value, int Indent, int SignAt);

/// <summary>The rows that most reports of the CLP are made of.</summary>
internal static class ReportRows
{
    /// <summary>No row of Db2 is longer: paths have at most some hundred characters.</summary>
    public const int LongestLine = 8192;

    /// <summary>
    /// Splits a line at its first <c>=</c> that has a blank before it. Null when there is none: headings, rules, blank lines.
    /// The sign is the same in every language, the blanks around it are not all.
    /// </summary>
    public static ReportRow? TryRead(string line)
    {
        if (line.Length > LongestLine) return null;
        var sign = line.IndexOf(" =", StringComparison.Ordinal) + 1;
        // A label that fills its place has no blank behind it: (NUM_LOG_SPAN)= 0. Texts out of Markdown have \=.
        if (sign == 0) sign = line.IndexOf(")=", StringComparison.Ordinal) + 1;
        var escaped = sign == 0 ? line.IndexOf(" \\=", StringComparison.Ordinal) + 1 : 0;
        if (escaped > 0) sign = escaped + 1;
        if (sign <= 0) return null;
        var label = line.AsSpan(0, escaped > 0 ? escaped : sign);
        if (label.Trim().Length == 0) return null;
        var value = line.AsSpan(sign + 1);
        // "==" is a rule, "=>" a prompt.
        if (value.Length > 0 && value[0] is '=' or '>') return null;
        return new ReportRow(label.Trim().ToString(), value.Trim().ToString(), line.Length - line.AsSpan().TrimStart().Length, sign);
    }

    public static IEnumerable<ReportRow> All(string output)
    {
        foreach (var line in output.Split('\n'))
            if (TryRead(line.TrimEnd('\r')) is { } row) yield return row;
    }
}
