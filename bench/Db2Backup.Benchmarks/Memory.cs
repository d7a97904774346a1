using System.Globalization;
using System.Text.Json;
using Db2Backup.Operations;
using Db2Backup.Pipeline;

namespace Db2Backup.Benchmarks;

/// <summary>Memory of one backup or restore above what the process had before it, all in MiB.</summary>
internal sealed record MemoryUse(double PeakMiB, double AllocatedMiBPerGiB, double LargeObjectsMiB, double LargeObjectsGrowthMiB);

/// <summary>
/// Runs in a process of its own, which has done nothing before, so that a peak belongs to one run alone and has in it what the first run loads
/// and compiles. What comes out goes nowhere: what is measured is our data path.
/// </summary>
internal static class Memory
{
    private const double MiB = 1 << 20;
    private const long WatchedBytes = 2L << 30;

    /// <summary>
    /// The data path of Backup-Db2Database, of so many streams at once into a store in a folder; the image is made as it is read.
    /// </summary>
    public static async Task<string> BackupAsync(long bytes, int streams, string store)
    {
        var (path, image) = (new StreamPath(new DataPath()), new PageImage(1));
        await using var repository = StreamPath.Open(store);
        return await MeasureAsync(bytes, async (size, watch) =>
        {
            await path.RunAsync(Enumerable.Range(0, streams).Select(i => (Stream)new PageImageStream(image, size / streams)
            {
                OnRead = i == 0 && watch is not null ? n => watch.Add(n * streams) : null,
            }).ToList(), repository);
            await StreamPath.ClearAsync(repository);
        });
    }

    /// <summary>A restore of one stream from a file, with the key and what a manifest would say beside it.</summary>
    public static Task<string> RestoreAsync(string stored)
    {
        var path = new DataPath(File.ReadAllText(stored + ".key").Trim());
        var expected = JsonSerializer.Deserialize<ProtectResult>(File.ReadAllText(stored + ".json"))!;
        return MeasureAsync(expected.PlainLength, async (_, watch) =>
        {
            await using var source = Digests.OpenRead(stored);
            await using var sink = new WatchedSink(watch);
            await path.UnprotectAsync(source, sink, expected);
        });
    }

    /// <param name="run">Of so many bytes; tells the watch of those that went through.</param>
    private static async Task<string> MeasureAsync(long bytes, Func<long, HeapWatch?, Task> run)
    {
        GC.Collect();
        var idle = WorkingSet();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var peak = idle;
        using var end = new CancellationTokenSource();
        var sampler = new Thread(() =>
        {
            while (!end.IsCancellationRequested)
            {
                peak = Math.Max(peak, WorkingSet());
                Thread.Sleep(5);
            }
        });
        sampler.Start();
        await run(bytes, null);
        await end.CancelAsync();
        sampler.Join();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        // In a run of its own, because looking at the heap cleans it.
        var watch = new HeapWatch(Math.Min(bytes, WatchedBytes));
        await run(Math.Min(bytes, WatchedBytes), watch);
        return JsonSerializer.Serialize(new MemoryUse((peak - idle) / MiB, allocated / MiB / (bytes / (double)(1 << 30)), watch.Begin / MiB, (watch.End - watch.Begin) / MiB));
    }

    /// <summary>Looks at the large-object heap when a run has all that it needs, and again when it has nearly ended.</summary>
    private sealed class HeapWatch(long bytes)
    {
        private long done;

        public long Begin { get; private set; }
        public long End { get; private set; }

        public void Add(int more)
        {
            if (done < bytes / 4 && done + more >= bytes / 4) Begin = LargeObjects();
            if (done < bytes / 8 * 7 && done + more >= bytes / 8 * 7) End = LargeObjects();
            done += more;
        }
    }

    private sealed class WatchedSink(HeapWatch? watch) : WriteOnlyStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            watch?.Add(buffer.Length);
            return ValueTask.CompletedTask;
        }
    }

    private static long LargeObjects()
    {
        GC.Collect();
        return GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[3].SizeAfterBytes;
    }

    /// <summary>Resident pages, from the kernel: it costs nothing to ask often.</summary>
    private static long WorkingSet() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
