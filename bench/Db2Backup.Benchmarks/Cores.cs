using System.Diagnostics;
using System.Globalization;
using Db2Backup.Operations;
using Db2Backup.Pipeline;

namespace Db2Backup.Benchmarks;

/// <summary>The compress stage alone (read, digest, compress), on as many cores as its process may use.</summary>
internal static class Cores
{
    /// <returns>Seconds of the second run: in the first one code is compiled.</returns>
    public static async Task<string> MeasureAsync(string image)
    {
        using var share = new CompressionShare(new DataPath().Options);
        var seconds = 0.0;
        for (var i = 0; i < 2; i++)
        {
            await using var source = Digests.OpenRead(image);
            var begin = Stopwatch.GetTimestamp();
            await new ParallelCompressor(share).RunAsync(source, (_, _) => ValueTask.CompletedTask, null, CancellationToken.None);
            seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        }
        return seconds.ToString("F4", CultureInfo.InvariantCulture);
    }
}
