using System.Globalization;
using System.Text.Json;
using Db2Backup.Pipeline;

namespace Db2Backup.Benchmarks;

/// <summary>Memory of one backup, of so many streams at once, above what the process had before. All in MiB.</summary>
internal sealed record MemoryUse(double PeakMiB, double AllocatedMiBPerGiB, double LargeObjectsMiB, double LargeObjectsGrowthMiB);

/// <summary>
/// Runs in a process of its own, so that a peak belongs to one run alone. The image is made as it is read, and what is stored goes nowhere:
/// what is measured is our data path.
/// </summary>
internal static class Memory
{
    private const double MiB = 1 << 20;

    public static async Task<string> MeasureAsync(long bytes, int streams)
    {
        var path = new DataPath();
        var image = new PageImage(1);
        // What the first run loads and compiles belongs to the idle host.
        await RunAsync(path, image, 32 << 20, 1, null);
        Collect();

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
        await RunAsync(path, image, bytes, streams, null);
        await end.CancelAsync();
        sampler.Join();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;

        // In a run of its own, because looking at the heap cleans it.
        Collect();
        var watch = new HeapWatch(Math.Min(bytes, 512 << 20) / streams);
        await RunAsync(path, image, watch.Bytes * streams, streams, watch);
        return JsonSerializer.Serialize(new MemoryUse((peak - idle) / MiB, allocated / MiB / (bytes / (double)(1 << 30)), watch.Begin / MiB, (watch.End - watch.Begin) / MiB));
    }

    private static async Task RunAsync(DataPath path, PageImage image, long bytes, int streams, HeapWatch? watch)
    {
        using var share = new CompressionShare(path.Options, streams);
        await Task.WhenAll(Enumerable.Range(0, streams).Select(i => Task.Run(async () =>
        {
            await using var source = new PageImageStream(image, bytes / streams) { OnRead = i == 0 && watch is not null ? watch.Add : null };
            await path.ProtectAsync(source, Stream.Null, share);
        })));
    }

    /// <summary>Looks at the large-object heap when a stream has all that it needs, and again when it has nearly ended.</summary>
    private sealed class HeapWatch(long bytes)
    {
        private long read;

        public long Bytes => bytes;
        public long Begin { get; private set; }
        public long End { get; private set; }

        public void Add(int more)
        {
            if (read < bytes / 4 && read + more >= bytes / 4) Begin = LargeObjects();
            if (read < bytes / 8 * 7 && read + more >= bytes / 8 * 7) End = LargeObjects();
            read += more;
        }
    }

    private static long LargeObjects()
    {
        GC.Collect();
        return GC.GetGCMemoryInfo(GCKind.FullBlocking).GenerationInfo[3].SizeAfterBytes;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Resident pages, from the kernel: it costs nothing to ask often.</summary>
    private static long WorkingSet() =>
        long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
}
