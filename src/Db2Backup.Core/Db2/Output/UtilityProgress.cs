namespace Db2Backup.Db2.Output;

/// <summary>What SHOW DETAIL adds to a utility: throttling and progress, below a label each.</summary>
internal sealed class UtilityProgress
{
    public string? Priority { get; private set; }

    public int? Percent { get; private set; }

    public List<Db2UtilityPhase> Phases { get; } = [];

    /// <param name="end">Behind the rows read so far; moved on.</param>
    /// <param name="idLabel">The label of a utility's first row: with it the next one begins.</param>
    public static UtilityProgress Read(OutputLines lines, ref int end, string idLabel, bool english, UnreadLines unread)
    {
        var progress = new UtilityProgress();
        while (true)
        {
            var label = lines.Next(end);
            if (label >= lines.Count || !OutputStarts.IsLabel(lines[label]) || OutputStarts.IsStart(lines, label)) return progress;
            var rows = new List<ReportRow>();
            var stop = label + 1;
            for (var i = lines.Next(stop); lines.Row(i) is { } row && row.Label != idLabel; i = lines.Next(stop))
            {
                rows.Add(row);
                stop = i + 1;
            }
            if (rows.Count == 0) return progress;
            // One row is the priority; the progress has its total, what is done and its start at least.
            if (rows.Count == 1 && progress.Priority is null && progress.Phases.Count == 0) progress.Priority = rows[0].Value;
            else progress.Add(rows, english, unread);
            end = stop;
        }
    }

    /// <summary>
    /// Percentage, and per phase: number, description, total work, completed work, start. A number with a unit is work; without one it is the
    /// percentage, when it comes first, or the number of a phase.
    /// </summary>
    private void Add(List<ReportRow> rows, bool english, UnreadLines unread)
    {
        Db2UtilityPhase? phase = null;
        var works = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            var (label, value) = (rows[i].Label, rows[i].Value);
            var isWork = IsWork(value) || Numbers.Long(value) is not null && label.Contains(" Work", StringComparison.Ordinal);
            if (!isWork && Numbers.Int(value) is { } number)
            {
                var next = i + 1 < rows.Count ? rows[i + 1].Value : "";
                // A phase has a description behind its number, the percentage has work or a phase.
                var isPercent = i == 0 && Percent is null && (label.Contains("Percent", StringComparison.OrdinalIgnoreCase) || Numbers.Int(next) is not null || IsWork(next));
                if (isPercent)
                {
                    Percent = number;
                    continue;
                }
                Finish();
                phase = new Db2UtilityPhase { Number = number, IsCurrent = label.EndsWith(']') };
            }
            else if (isWork && works < 2)
            {
                var (amount, unit) = Work(value);
                phase ??= new Db2UtilityPhase { IsCurrent = true };
                phase = works++ == 0 ? phase with { TotalWork = amount, WorkUnit = unit } : phase with { CompletedWork = amount, WorkUnit = phase.WorkUnit ?? unit };
            }
            else if (phase is { Number: not null, Description: null } && works == 0)
            {
                phase = phase with { Description = value };
            }
            else if (phase is not null && works > 0 && phase.StartTimeText is null)
            {
                phase = phase with { StartTimeText = value, StartTime = OutputTime.Regional(value, english) };
            }
            else
            {
                unread.Add($"{label} = {value}");
            }
        }
        Finish();

        void Finish()
        {
            if (phase is not null) Phases.Add(phase);
            (phase, works) = (null, 0);
        }
    }

    /// <summary>A number and its unit, or UNKNOWN: the total of a restore.</summary>
    private static bool IsWork(string value) =>
        value.Equals("UNKNOWN", StringComparison.OrdinalIgnoreCase) || Numbers.Leading(value) is (not null, { Length: > 0 } unit) && char.IsLetter(unit[0]);

    private static (long? Amount, string? Unit) Work(string value) => Numbers.Leading(value) is ({ } number, var unit) ? (number, unit.Length > 0 ? unit.ToLowerInvariant() : null) : (null, null);
}
