namespace Db2Backup.Tests.Planning.Oracle;

/// <summary>A state of one partition: the last row committed, and the state before. Two states are equal when they are one object.</summary>
internal sealed record Row(int Id, DateTimeOffset Time, Row? Before)
{
    /// <summary>The state that was reached by a time on this way.</summary>
    public static Row? AsOf(Row? state, DateTimeOffset time)
    {
        while (state is not null && state.Time > time) state = state.Before;
        return state;
    }

    // Records compare their content, and through Before that of all rows.
    public bool Equals(Row? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => Id;
}

/// <summary>A log file as Db2 writes it: it knows which one it continues.</summary>
internal sealed class Log(int chain, int number, Log? before)
{
    public int Chain { get; } = chain;
    public int Number { get; } = number;

    /// <summary>What has to be applied before it.</summary>
    public Log? Before { get; } = before;
    public List<Row> Rows { get; } = [];
    public DateTimeOffset? Closed { get; set; }

    /// <summary>This log was cut here by a restore, and its chain goes on elsewhere.</summary>
    public bool IsPublished { get; set; }
    public bool IsDescribed { get; set; }
    public StoredLog? Stored { get; set; }
}

/// <summary>One partition while time goes on.</summary>
internal sealed class Partition
{
    /// <summary>What the rows were from a time on; restores go back.</summary>
    public List<(DateTimeOffset Time, Row? State)> States { get; } = [(DateTimeOffset.MinValue, null)];
    public List<Log> Logs { get; } = [];
    public List<(DateTimeOffset Time, Log Log)> Actives { get; } = [(DateTimeOffset.MinValue, new Log(0, 0, null))];
    public Log Active => Actives[^1].Log;
    public Row? State => States[^1].State;

    public void Begin(Log log, DateTimeOffset now) => Actives.Add((now, log));

    /// <summary>The logs that led to what the database was at a time: the one that was active then, and those before it.</summary>
    public HashSet<Log> WayTo(DateTimeOffset time)
    {
        var way = new HashSet<Log>();
        for (var log = Actives.Last(a => a.Time <= time).Log; log is not null; log = log.Before) way.Add(log);
        return way;
    }

    public Row? At(DateTimeOffset time)
    {
        var (low, high) = (0, States.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (States[middle].Time <= time) low = middle; else high = middle - 1;
        }
        return States[low].State;
    }
}

/// <summary>A backup as it was taken: what each partition was at its end, and the logs that it needs.</summary>
internal sealed class Image
{
    public required PublishedBackup Backup { get; set; }
    public required Image? Before { get; init; }

    /// <summary>Of each partition: the state that its pages show, which an online one makes consistent by its logs.</summary>
    public required IReadOnlyList<Row?> Begin { get; init; }
    public required IReadOnlyList<Row?> End { get; init; }

    /// <summary>Of each partition, first and last log; of an offline one the first has to be the one after it.</summary>
    public required IReadOnlyList<(Log First, Log Last)> Logs { get; init; }
    public BackupManifest Manifest => Backup.Manifest;
}
