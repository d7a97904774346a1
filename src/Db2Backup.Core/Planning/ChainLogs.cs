namespace Db2Backup.Planning;

/// <summary>The logs of one chain of one log stream, by number. Two of one number are twins: they have different digests.</summary>
internal sealed class ChainLogs
{
    private readonly StoredLog[] logs;
    private readonly int[] numbers;
    private readonly int from, count;
    private int[]? ends, knowns;
    private bool? hasTwins;

    /// <param name="logs">Of all chains; this one's are ordered by number and stand together.</param>
    /// <param name="numbers">The number of each.</param>
    public ChainLogs(int chain, StoredLog[] logs, int[] numbers, int from, int count) =>
        (Chain, this.logs, this.numbers, this.from, this.count) = (chain, logs, numbers, from, count);

    public int Chain { get; }

    public int First => numbers[from];

    public int Last => numbers[from + count - 1];

    public IEnumerable<StoredLog> All => new ArraySegment<StoredLog>(logs, from, count);

    public bool HasTwins
    {
        get
        {
            if (hasTwins is { } known) return known;
            var found = false;
            for (var i = from + 1; i < from + count && !found; i++)
                found = numbers[i] == numbers[i - 1] && logs[i].DigestPrefix != logs[i - 1].DigestPrefix;
            return (hasTwins = found).Value;
        }
    }

    /// <summary>Every log of this number; one, unless numbers were given twice.</summary>
    public IEnumerable<StoredLog> At(int number)
    {
        for (var i = Find(number); i >= 0 && i < from + count && numbers[i] == number; i++) yield return logs[i];
    }

    /// <summary>The last number of the unbroken run that begins with this one, and its log; null when there is no such number.</summary>
    /// <param name="before">A run ends before this number in any case.</param>
    public StoredLog? RunEnd(int number, int before)
    {
        var index = Find(number);
        if (index < 0 || number >= before) return null;
        ends ??= Ends();
        var end = ends[index - from];
        return numbers[end] < before ? logs[end] : logs[Find(before - 1)];
    }

    /// <summary>The last log of a run of which is said how far in time it reaches; null when of none.</summary>
    public StoredLog? LastKnown(int first, int last)
    {
        knowns ??= Knowns();
        var index = Find(last);
        var known = index < 0 ? -1 : knowns[index - from];
        return known >= 0 && numbers[known] >= first ? logs[known] : null;
    }

    /// <summary>The logs from a number to another one; every number is there.</summary>
    public IEnumerable<StoredLog> Between(int first, int last)
    {
        var before = first - 1;
        for (var i = Find(first); i >= 0 && i < from + count && numbers[i] <= last; i++)
        {
            if (numbers[i] == before) continue; // The same log once more, stored in another way.
            before = numbers[i];
            yield return logs[i];
        }
    }

    /// <summary>Whether a number above this one is there.</summary>
    public bool HasAfter(int number, int before)
    {
        var index = Array.BinarySearch(numbers, from, count, number + 1);
        if (index < 0) index = ~index;
        return index < from + count && numbers[index] < before;
    }

    /// <summary>Index of the first of a number; -1 when there is none.</summary>
    private int Find(int number)
    {
        var index = Array.BinarySearch(numbers, from, count, number);
        while (index > from && numbers[index - 1] == number) index--;
        return index < from ? -1 : index;
    }

    private int[] Knowns()
    {
        var (found, known) = (new int[count], -1);
        for (var i = 0; i < count; i++)
        {
            if (logs[from + i] is { Description: not null } or { CoversTime: not null }) known = from + i;
            found[i] = known;
        }
        return found;
    }

    private int[] Ends()
    {
        var found = new int[count];
        for (var i = count - 1; i >= 0; i--)
            found[i] = i + 1 < count && numbers[from + i + 1] <= numbers[from + i] + 1 ? found[i + 1] : from + i;
        return found;
    }
}
