using System.Text;

namespace Db2Backup.Emulator.Configuration;

/// <summary>
/// Prints a configuration the way GET DATABASE CONFIGURATION and GET DATABASE MANAGER CONFIGURATION do: label, keyword in
/// brackets, and the value from column 59 on [commands.md, GET DATABASE CONFIGURATION].
/// </summary>
internal static class ConfigurationReport
{
    private const int CurrentWidth = 26;

    /// <param name="parameter">The value of a parameter: in force and deferred.</param>
    /// <param name="fact">The value of a row without keyword.</param>
    /// <param name="detail">True for SHOW DETAIL: value in force and, in a third column, the delayed one.</param>
    public static string Print(
        ParameterTable table, Func<ConfigurationParameter, (string Current, string Deferred)> parameter, Func<string, string> fact, bool detail)
    {
        var text = new StringBuilder();
        if (detail)
        {
            text.Append(" Description                                   Parameter   Current Value              Delayed Value\n");
            text.Append(' ').Append('-', 107).Append('\n');
        }
        foreach (var row in table.Rows)
        {
            if (row.Parameter is { } of)
            {
                var keyword = $"({of.Keyword})";
                var left = (" " + row.Label).PadRight(row.Width - keyword.Length) + keyword;
                var (current, deferred) = parameter(of);
                Line(text, left, detail ? current : deferred, detail ? deferred : null);
            }
            else if (row.Fact is not null) Line(text, (" " + row.Label).PadRight(row.Width), fact(row.Fact), null, detail);
            else text.Append(row.Label.Length > 0 ? " " : "").Append(row.Label).Append('\n');
        }
        return text.ToString();
    }

    private static void Line(StringBuilder text, string left, string value, string? delayed, bool pad = false)
    {
        text.Append(left).Append(" = ");
        text.Append(delayed is not null || pad ? value.PadRight(CurrentWidth) : value);
        if (delayed is not null) text.Append(' ').Append(delayed);
        text.Append('\n');
    }
}
