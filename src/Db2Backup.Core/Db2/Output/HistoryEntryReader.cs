using System.Text;

namespace Db2Backup.Db2.Output;

/// <summary>Reads one entry of LIST HISTORY, from the line below its dashes on.</summary>
internal static class HistoryEntryReader
{
    // Columns behind the timestamp, which is found by its digits: a copy may have lost the blanks before it.
    private const int Sequence = 14, Type = 20, Device = 25, Earliest = 28, Current = 41, BackupId = 54;

    /// <summary>An entry lists the table spaces of a database and is not longer than some thousands.</summary>
    private const int MostLines = 50_000;

    /// <summary>The dashes below the column names: their groups are as wide as in every language.</summary>
    public static bool IsColumns(string line)
    {
        var text = line.AsSpan().Trim();
        return text.StartsWith("-- --- ------------------ ---- --- ------------ ------------ -", StringComparison.Ordinal) && text.IndexOfAnyExcept('-', ' ') < 0;
    }

    /// <param name="at">The line with the columns' values.</param>
    public static (Db2HistoryOutput Entry, int End) Read(OutputLines lines, int at, string? database)
    {
        var unread = new UnreadLines();
        var entry = new Db2HistoryOutput { Database = database, Line = lines.Number(at) };
        var i = lines.Next(at);
        if (i < lines.Count && Columns(lines[i], entry, unread) is { } columns) (entry, i) = (columns, i + 1);
        var detail = new Detail(unread);
        var section = 0;
        for (var limit = i + MostLines; i < lines.Count && i < limit; i++)
        {
            if (lines.IsBlank(i)) continue;
            if (OutputStarts.IsRule(lines[i]))
            {
                section++;
                continue;
            }
            if (Ends(lines, i, section, detail.HasId)) break;
            i = detail.Add(lines, i, section) - 1;
        }
        entry = detail.Of(entry);
        return (entry with { Database = entry.Database ?? InComment(entry.Comment), Unread = unread.ToList() }, i);
    }

    /// <summary>Something else begins: the next entry, a prompt, a message, another report. Before the last section a row cannot end it.</summary>
    private static bool Ends(OutputLines lines, int at, int section, bool hasId)
    {
        var line = lines[at];
        if (IsColumns(line) || IsColumns(lines[at + 1])) return true;
        if (lines.IsLong(at)) return section > 0;
        if (IsSqlca(line) || section >= 3 && Wording.Colon(line) > 0 && IsDdl(line)) return false;
        if (lines.Message(at) is not null || lines.Command(at) is not null || lines.Row(at) is not null) return true;
        // The last section is one line; behind it there may be an SQLCA or the DDL.
        return section >= 3 && (hasId || !(Wording.Colon(line) > 0 && FirstNumber(line) is not null)) && !FollowsFull(lines, at) && !IsSqlca(lines[lines.Next(at + 1)]);
    }

    /// <summary>The timestamp and what stands around it.</summary>
    private static Db2HistoryOutput? Columns(string line, Db2HistoryOutput entry, UnreadLines unread)
    {
        if (line.Length > ReportRows.LongestLine) return null;
        var at = TimestampAt(line);
        if (at < 0) return null;
        var before = line[..at].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (before.Length > 2 || before.Any(b => b.Length != 1)) return null;
        entry = entry with
        {
            Operation = before.Length > 0 ? before[0][0] : null,
            ObjectType = before.Length > 1 ? before[1][0] : null,
            Timestamp = OutputTime.Digits(line.Substring(at, 14)),
            Sequence = Numbers.Int(Cut(line, at + Sequence, 3)),
        };
        if (entry.Operation is null || entry.ObjectType is null) unread.Add(line);
        return InPlace(line, at, entry) ?? ByWords(line, at, entry, unread);
    }

    /// <summary>14 digits, or 17 with the sequence, that are a time.</summary>
    private static int TimestampAt(string line)
    {
        for (var i = line.AsSpan().IndexOfAnyInRange('0', '9'); i >= 0 && i < line.Length;)
        {
            var length = line.AsSpan(i).IndexOfAnyExceptInRange('0', '9');
            if (length < 0) length = line.Length - i;
            if (length is 14 or 17 && Db2Timestamp.TryParse(line.Substring(i, 14), out _)) return i;
            var next = line.AsSpan(i + length).IndexOfAnyInRange('0', '9');
            i = next < 0 ? -1 : i + length + next;
        }
        return -1;
    }

    /// <summary>By position; null when the blanks were squeezed.</summary>
    private static Db2HistoryOutput? InPlace(string line, int at, Db2HistoryOutput entry)
    {
        int[] starts = [at + Type, at + Device, at + Earliest, at + Current, at + BackupId];
        int[] lengths = [1, 1, 12, 12, int.MaxValue];
        var values = new string[starts.Length];
        var end = at + Sequence + 3;
        for (var k = 0; k < starts.Length; k++)
        {
            if (starts[k] > end && Cut(line, end, starts[k] - end).Length > 0) return null;
            values[k] = Cut(line, starts[k], lengths[k]);
            end = lengths[k] == int.MaxValue ? line.Length : starts[k] + lengths[k];
        }
        if (values[2].Length > 0 && Numbers.Log(values[2]) is null || values[3].Length > 0 && Numbers.Log(values[3]) is null && Chain(values[3]) is null) return null;
        return entry with
        {
            OperationType = values[0].Length == 1 ? values[0][0] : null,
            DeviceType = values[1].Length == 1 ? values[1][0] : null,
            FirstLog = Numbers.Log(values[2]),
            LastLog = Numbers.Log(values[3]),
            LogChain = Chain(values[3]),
            BackupId = values[4].Length > 0 ? values[4] : null,
        };
    }

    /// <summary>By what each word can be. One lone letter cannot be told apart: type or device.</summary>
    private static Db2HistoryOutput ByWords(string line, int at, Db2HistoryOutput entry, UnreadLines unread)
    {
        var words = Cut(line, at + Sequence + (entry.Sequence is null ? 0 : 3), int.MaxValue).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var letters = words.Where(w => w.Length == 1).ToList();
        var logs = words.Where(w => Numbers.Log(w) is not null).ToList();
        if (letters.Count is 1 or > 2 || logs.Count > 2) unread.Add(line);
        return entry with
        {
            OperationType = letters.Count == 2 ? letters[0][0] : null,
            DeviceType = letters.Count == 2 ? letters[1][0] : null,
            FirstLog = logs.Count > 0 ? Numbers.Log(logs[0]) : null,
            LastLog = logs.Count > 1 ? Numbers.Log(logs[1]) : null,
            LogChain = words.Select(Chain).FirstOrDefault(c => c is not null),
            BackupId = words.LastOrDefault(w => w.Length > 1 && Numbers.Log(w) is null && Chain(w) is null),
        };
    }

    private static int? Chain(string text) => text.Length == 8 && text[0] == 'C' ? Numbers.Int(text[1..]) : null;

    private static string Cut(string line, int start, int length) =>
        start >= line.Length ? "" : line.Substring(start, Math.Min(length, line.Length - start)).Trim();

    /// <summary>Db2's own comment of a backup: DB2 BACKUP SAMPLE OFFLINE.</summary>
    private static string? InComment(string? comment)
    {
        var words = comment?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is ["DB2", "BACKUP", var name, "ONLINE" or "OFFLINE", ..] && Wording.IsAlias(name) ? name : null;
    }

    private static bool IsSqlca(string line) => SqlcaParser.IsPart(line);

    private static bool IsDdl(string line) => line.AsSpan().TrimStart().StartsWith("DDL", StringComparison.OrdinalIgnoreCase);

    private static (long Number, int End)? FirstNumber(string line)
    {
        var colon = Wording.Colon(line);
        var (number, behind) = Numbers.Leading(line[(colon + 1)..]);
        return number is { } n ? (n, line.Length - behind.Length) : null;
    }

    /// <summary>A line that a terminal broke: the one before fills it.</summary>
    private static bool FollowsFull(OutputLines lines, int at) => at > 0 && lines[at - 1].TrimEnd().Length >= 78 && !OutputStarts.IsRule(lines[at - 1]);

    /// <summary>What stands below the columns, section by section.</summary>
    private sealed class Detail(UnreadLines unread)
    {
        private readonly List<string> tableSpaces = [];
        private readonly List<(string Label, string Value)> rows = [];
        private string? table, location, ddl;
        private long? id;
        private Db2Sqlca? sqlca;

        public bool HasId => id is not null;

        /// <returns>The line behind what was taken.</returns>
        public int Add(OutputLines lines, int at, int section)
        {
            var line = lines[at];
            if (SqlcaParser.TryRead(lines, at) is { } block)
            {
                sqlca = block.Sqlca;
                return block.End;
            }
            if (section >= 3 && IsDdl(line)) return Ddl(lines, at);
            if (lines.IsLong(at)) unread.Add(line);
            else if (section <= 1 && TableSpace(line)) tableSpaces.Add(line.Trim()[6..].Trim());
            else if (section <= 1) Object(line);
            else if (section >= 3 && id is null && Wording.Colon(line) > 0 && FirstNumber(line) is { } number) Entry(line, number);
            else if (section >= 3 && FollowsFull(lines, at) && location is not null) location += line.Trim();
            // A comment that a terminal broke.
            else if (section == 2 && rows.Count > 0 && Wording.Colon(line) < 0 && FollowsFull(lines, at)) rows[^1] = (rows[^1].Label, $"{rows[^1].Value} {line.Trim()}");
            else if (Wording.Colon(line) is > 0 and var colon) rows.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
            else unread.Add(line);
            return at + 1;
        }

        private static bool TableSpace(string line)
        {
            var text = line.AsSpan().Trim();
            return text.Length > 6 && text[5] == ' ' && text[..5].IndexOfAnyExceptInRange('0', '9') < 0;
        }

        /// <summary>"S"."T" resides in 1 tablespace(s): · Table:  "S"."T" · Contains 3 tablespace(s): — the last says what follows by itself.</summary>
        private void Object(string line)
        {
            var open = line.IndexOf('"', StringComparison.Ordinal);
            var close = line.LastIndexOf('"');
            // One quoted name or two with a dot between; a sentence about two names is none.
            if (open >= 0 && close > open && IsName(line.AsSpan(open, close + 1 - open))) table ??= line[open..(close + 1)];
            else if (open >= 0) unread.Add(line);
            else if (!OutputStarts.IsLabel(line) || line.AsSpan().IndexOfAnyInRange('0', '9') < 0) unread.Add(line);
        }

        private static bool IsName(ReadOnlySpan<char> text)
        {
            var quotes = text.Count('"');
            return quotes == 2 || quotes == 4 && text.IndexOf("\".\"") > 0;
        }

        /// <summary>EID: 2 Location: /path; a Windows path has a colon of its own.</summary>
        private void Entry(string line, (long Number, int End) number)
        {
            id = number.Number;
            var behind = line[number.End..].Trim();
            var colon = Wording.Colon(behind);
            if (colon > 0) location = behind[(colon + 1)..].Trim();
            else if (behind.Length > 0) unread.Add(line);
        }

        private int Ddl(OutputLines lines, int at)
        {
            var text = new StringBuilder(lines[at][(Wording.Colon(lines[at]) + 1)..].Trim());
            var end = at + 1;
            // The statement ends with a semicolon; a rule follows it.
            while (end < lines.Count && !lines.IsBlank(end) && !OutputStarts.IsRule(lines[end]) && !IsColumns(lines[end + 1])) text.Append(' ').Append(lines[end++].Trim());
            ddl = ddl is null ? text.ToString() : $"{ddl} {text}";
            return end;
        }

        /// <summary>Comment, start, end, status: in this order; a copy that lost one is read by what the values can be.</summary>
        public Db2HistoryOutput Of(Db2HistoryOutput entry)
        {
            string? comment = null, status = null;
            Db2Timestamp? start = null, end = null;
            var inOrder = rows.Count == 4 && IsTime(rows[1].Value) && IsTime(rows[2].Value) && rows[3].Value.Length <= 1;
            for (var i = 0; i < rows.Count; i++)
            {
                var (label, value) = rows[i];
                switch (inOrder ? i : Place(label, value, i))
                {
                    case 0: comment = value; break;
                    case 1: start = OutputTime.Digits(value); break;
                    case 2: end = OutputTime.Digits(value); break;
                    case 3: status = value; break;
                    default: unread.Add($"{label}: {value}"); break;
                }
            }
            return entry with
            {
                TableSpaces = tableSpaces, Table = table, Comment = comment, StartTime = start, EndTime = end,
                Status = status is { Length: 1 } ? status[0] : null, EntryId = id, Location = location is { Length: > 0 } ? location : null, Sqlca = sqlca, Ddl = ddl,
            };

            int Place(string label, string value, int i) => label.ToUpperInvariant() switch
            {
                "COMMENT" => 0,
                "START TIME" => 1,
                "END TIME" => 2,
                "STATUS" => 3,
                _ when OutputTime.Digits(value) is not null => rows.Take(i).Any(r => OutputTime.Digits(r.Value) is not null) ? 2 : 1,
                _ when value.Length == 1 && i == rows.Count - 1 => 3,
                _ => -1,
            };
        }

        private static bool IsTime(string value) => value.Length == 0 || OutputTime.Digits(value) is not null;
    }
}
