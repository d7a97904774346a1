namespace Db2Backup.Planning;

/// <summary>What BAR statistics say of a backup. Pure; the numbers decide, no text does.</summary>
internal static class Db2Limit
{
    /// <summary>Most of a thread's time.</summary>
    private const double Most = 0.5;

    /// <summary>Times are told to a hundredth of a second, or to the second: shorter backups say nothing.</summary>
    private const double ShortestSeconds = 1;

    /// <summary>db2diag.log and the start of the backup are of one clock, told to different digits.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>The statistics of the backup that ran then; null when they are not there.</summary>
    /// <param name="found">From the diagnostic log of one instance, in its order.</param>
    public static Db2BackupStatistics? Find(IReadOnlyList<Db2BarStatisticsOutput> found, string instance, string database, DateTimeOffset start, DateTimeOffset end) =>
        found.LastOrDefault(s => s.Time >= start - Tolerance && s.Time <= end + Tolerance && s.IsRestore != true && s.Manipulators.Count > 0 && s.Controllers.Count > 0
            && Same(s.Instance, instance) && Same(s.Database, database)) is { } mine ? Sum(mine) : null;

    public static Db2BackupStatistics Sum(Db2BarStatisticsOutput statistics)
    {
        var (readers, writers) = (statistics.Manipulators, statistics.Controllers);
        return new Db2BackupStatistics
        {
            Readers = readers.Count, Writers = writers.Count, Buffers = statistics.Buffers, BufferBytes = statistics.BufferBytes,
            ReaderSeconds = Seconds(readers, r => r.Total), ReadSeconds = Seconds(readers, r => r.InputOutput),
            CompressSeconds = readers.Any(r => r.Compression is not null) ? Seconds(readers, r => r.Compression) : null,
            WaitedForBufferSeconds = Seconds(readers, r => r.MessageQueue), IdleSeconds = Seconds(readers, r => r.WaitQueue),
            ThrottledSeconds = readers.Any(r => r.Throttle is not null) ? Seconds(readers, r => r.Throttle) : null,
            BusiestReaderSeconds = Round(readers.Select(Work).DefaultIfEmpty().Max()),
            WriterSeconds = Seconds(writers, w => w.Total), WriteSeconds = Seconds(writers, w => w.InputOutput), WaitedForDataSeconds = Seconds(writers, w => w.MessageQueue),
            WrittenBytes = writers.All(w => w.Bytes is not null) ? writers.Sum(w => Math.Max(0, w.Bytes!.Value - (w.BytesUnit ?? 1))) : null,
        };
    }

    /// <summary>
    /// Writers that mostly write are the slow side; writers that mostly wait for full buffers have readers that are: one of them alone, while the others
    /// have nothing to do, reads one big table space. Readers that wait for buffers while writers do not write have too few of them.
    /// </summary>
    public static Db2BackupLimit? Of(Db2BackupStatistics s)
    {
        if (s.Readers < 1 || s.Writers < 1 || s.ReaderSeconds / s.Readers < ShortestSeconds || s.WriterSeconds <= 0) return null;
        if (s.WriteSeconds >= Most * s.WriterSeconds) return Db2BackupLimit.Writer;
        if (s.WaitedForDataSeconds < Most * s.WriterSeconds) return s.WaitedForBufferSeconds >= Most * s.ReaderSeconds ? Db2BackupLimit.Buffers : null;
        if (s.Readers > 1 && s.IdleSeconds >= Most * s.ReaderSeconds && s.BusiestReaderSeconds >= Most * s.ReaderSeconds / s.Readers) return Db2BackupLimit.OneTableSpace;
        // Which of the things that a reader does took longest; a reader without anything to do held nobody up.
        var (read, compress, throttled, waited) = (s.ReadSeconds, s.CompressSeconds ?? 0, s.ThrottledSeconds ?? 0, s.WaitedForBufferSeconds);
        var most = Math.Max(Math.Max(read, compress), Math.Max(throttled, waited));
        return most <= 0 ? null : most == throttled ? Db2BackupLimit.Throttle : most == compress ? Db2BackupLimit.Compression : most == read ? Db2BackupLimit.Reader : Db2BackupLimit.Buffers;
    }

    private static double Work(Db2BarThread thread) => ((thread.InputOutput ?? TimeSpan.Zero) + (thread.Compression ?? TimeSpan.Zero)).TotalSeconds;

    private static double Seconds(IEnumerable<Db2BarThread> threads, Func<Db2BarThread, TimeSpan?> time) => Round(threads.Sum(t => time(t)?.TotalSeconds ?? 0));

    private static double Round(double seconds) => Math.Round(seconds, 3);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
