using System.Globalization;
using System.Text;

namespace Db2Backup.Emulator.History;

/// <summary>
/// The report of LIST HISTORY. The columns of the first line of an entry have fixed places, counted from 0: Op 2, Obj 5,
/// timestamp 8, sequence 22, type 28, device 33, earliest log 36, current log 49, backup id 62.
/// [commands.md, LIST HISTORY]
/// </summary>
internal static class HistoryReport
{
    private const string Heading = " Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID";
    private const string Underline = " -- --- ------------------ ---- --- ------------ ------------ --------------";
    private const string Rule = " ----------------------------------------------------------------------------";

    public static string Of(string alias, IReadOnlyList<HistoryEntry> entries)
    {
        var report = new StringBuilder();
        report.Append('\n').Append(' ', 20).Append("List History File for ").Append(alias).Append("\n\n");
        report.Append(CultureInfo.InvariantCulture, $"Number of matching file entries = {entries.Count}\n\n");
        foreach (var entry in entries) Append(report, entry);
        return report.ToString();
    }

    private static void Append(StringBuilder report, HistoryEntry entry)
    {
        report.Append('\n').Append(Heading).Append('\n').Append(Underline).Append('\n');
        report.Append(FirstLine(entry)).Append('\n').Append(Rule).Append('\n');
        if (entry.TableSpaces.Count > 0)
        {
            report.Append(CultureInfo.InvariantCulture, $"  Contains {entry.TableSpaces.Count} tablespace(s):\n\n");
            for (var i = 0; i < entry.TableSpaces.Count; i++)
                report.Append(CultureInfo.InvariantCulture, $" {i + 1:D5} {entry.TableSpaces[i]}\n");
        }
        else
        {
            report.Append('\n');
        }
        report.Append(Rule).Append('\n');
        report.Append("    Comment: ").Append(entry.Comment).Append('\n');
        report.Append(" Start Time: ").Append(entry.StartTime).Append('\n');
        report.Append("   End Time: ").Append(entry.EndTime).Append('\n');
        report.Append("     Status: ").Append(entry.Status).Append('\n');
        report.Append(Rule).Append('\n');
        AppendLocation(report, entry);
        if (entry.SqlCode < 0) AppendSqlca(report, entry);
        report.Append('\n');
    }

    private static string FirstLine(HistoryEntry entry)
    {
        var line = new char[80];
        Array.Fill(line, ' ');
        Put(2, entry.Operation.ToString());
        Put(5, entry.ObjectType.ToString());
        Put(8, entry.StartTime);
        // Log archives, rollforwards, drops and reorganizations have no sequence; a restore has 000.
        if (entry.Operation is not ('F' or 'X' or 'D' or 'G')) Put(22, entry.Sequence.ToString("D3", CultureInfo.InvariantCulture));
        Put(28, entry.OperationType.ToString());
        Put(33, entry.DeviceType.ToString());
        Put(36, entry.EarliestLog);
        Put(49, entry.CurrentLog);
        Put(62, entry.BackupId);
        return new string(line).TrimEnd();

        void Put(int column, string text) => text.CopyTo(0, line, column, Math.Min(text.Length, line.Length - column));
    }

    [Unconfirmed("commands.md, LIST HISTORY: the exact form of the SQLCA block of a failed operation")]
    private static void AppendSqlca(StringBuilder report, HistoryEntry entry)
    {
        report.Append("\n\n SQLCA Information\n\n");
        report.Append(CultureInfo.InvariantCulture,
            $" sqlcaid : SQLCA     sqlcabc: 136   sqlcode: {entry.SqlCode}   sqlerrml: {entry.SqlErrmc.Length}\n");
        report.Append(" sqlerrmc: ").Append(entry.SqlErrmc).Append('\n');
        report.Append(" sqlerrp : sqlubcka\n");
        report.Append(" sqlerrd : (1) 0                (2) 0                (3) 0\n");
        report.Append("           (4) 0                (5) 0                (6) 0\n");
        report.Append(" sqlwarn : (1)      (2)      (3)      (4)        (5)       (6)\n");
        report.Append("           (7)      (8)      (9)      (10)        (11)\n");
        report.Append(" sqlstate: ").Append(entry.SqlState).Append('\n');
    }

    [Unconfirmed("commands.md, LIST HISTORY: whether a long location wraps; here it does not")]
    private static void AppendLocation(StringBuilder report, HistoryEntry entry) =>
        report.Append(CultureInfo.InvariantCulture, $"  EID: {entry.Eid} Location: {entry.Location}\n");
}
