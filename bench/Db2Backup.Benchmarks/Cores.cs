using System.Diagnostics;
using System.Globalization;
using Db2Backup.Operations;
using Db2Backup.Pipeline;

namespace Db2Backup.Benchmarks;

/// <summary>The compress stage alone (read, digest, compress), on as many cores as its process may use.</summary>
internal static class Cores
{
    /// <returns>Seconds, the shortest of three runs.</returns>
    public static async Task<string> MeasureAsync(string image)
    {
        using var share = new CompressionShare(new DataPath().Options);
        var best = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            await using var source = Digests.OpenRead(image);
            var begin = Stopwatch.GetTimestamp();
            await new ParallelCompressor(share).RunAsync(source, (_, _) => ValueTask.CompletedTask, null, CancellationToken.None);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }
        return best.ToString("F4", CultureInfo.InvariantCulture);
    }
}
