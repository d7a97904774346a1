using System.Globalization;

namespace Db2Backup.Db2.Output;

/// <summary>A row of LIST APPLICATIONS as the engine needs it.</summary>
internal sealed record ConnectedApplication(string AuthId, string Name, int Handle, string ApplicationId, string Database);

/// <summary>Reads LIST APPLICATIONS, with and without SHOW DETAIL, by the widths of its columns, which no language changes.</summary>
internal static class ApplicationsParser
{
    private const int Columns = 6, DetailColumns = 12;

    /// <summary>What our own session received, by the columns under the dashes: user, program, handle, application id, database, agents.</summary>
    public static IReadOnlyList<ConnectedApplication> Parse(string output)
    {
        var applications = new List<ConnectedApplication>();
        if (TableParser.Parse(output) is not { } table) return applications;
        foreach (var row in table.Rows)
            if (row.Count >= 5 && int.TryParse(row[2], NumberStyles.None, CultureInfo.InvariantCulture, out var handle))
                applications.Add(new ConnectedApplication(row[0] ?? "", row[1] ?? "", handle, row[3] ?? "", row[4] ?? ""));
        return applications;
    }

    /// <summary>The entries of a table, if it is this report's.</summary>
    public static IReadOnlyList<Db2Output>? TryRead(OutputTable table)
    {
        if (!IsReport(table.Columns)) return null;
        var detail = table.Columns.Count == DetailColumns;
        return table.Rows.Select(r => Entry(r, detail)).ToList();
    }

    /// <summary>Program, handle and application id are as wide as in no query by chance. The path at the end of SHOW DETAIL may be longer than its column.</summary>
    public static bool IsReport(IReadOnlyList<TableColumn> columns) =>
        columns.Count == Columns && columns[1].Length == 14 && columns[2].Length == 10 && columns[4].Length == 8
        || columns.Count == DetailColumns && columns[1].Length == 20 && columns[2].Length == 10 && columns[3].Length == 62;

    private static Db2ApplicationOutput Entry(OutputTableRow row, bool detail)
    {
        if (row.Values is not { } v) return new Db2ApplicationOutput { Line = row.Line, Unread = [row.Text] };
        var unread = new UnreadLines();
        if (Numbers.Long(v[2]) is null) unread.Add(row.Text);
        // Auth id, name, handle, id, then: database, agents; or: sequence, agents, partition, pid, status, time, database, path.
        return new Db2ApplicationOutput
        {
            AuthId = v[0],
            Application = v[1],
            Handle = Numbers.Long(v[2]),
            ApplicationId = v[3],
            Database = detail ? v[10] : v[4],
            Agents = Numbers.Int(v[5]),
            Sequence = detail ? v[4] : null,
            CoordinatorMember = detail ? Numbers.Int(v[6]) : null,
            CoordinatorPid = detail ? Numbers.Long(v[7]) : null,
            Status = detail ? v[8] : null,
            StatusChangeTime = detail ? OutputTime.Regional(v[9], isEnglish: true) : null,
            StatusChangeTimeText = detail && v[9].Length > 0 ? v[9] : null,
            DatabasePath = detail ? v[11] : null,
            Line = row.Line,
            Unread = unread.ToList(),
        };
    }
}
