using System.Globalization;
using System.Management.Automation;
using Db2Backup.Hosting;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Makes PowerShell's progress records of ours.</summary>
internal static class ProgressRecords
{
    public const int ActivityId = 1;

    public static ProgressRecord From(OperationProgress progress)
    {
        var record = new ProgressRecord(ActivityId, progress.Activity, Status(progress));
        if (progress is { DoneBytes: { } done, TotalBytes: > 0 })
            record.PercentComplete = (int)Math.Clamp(done * 100 / progress.TotalBytes.Value, 0, 100);
        if (progress.Fraction is { } fraction) record.PercentComplete = (int)(fraction * 100);
        if (progress.TimeLeft is { TotalSeconds: < int.MaxValue } left) record.SecondsRemaining = (int)left.TotalSeconds;
        return record;
    }

    private static string Status(OperationProgress progress) => (progress.DoneBytes, progress.TotalBytes) switch
    {
        ({ } done, null) when progress.StoredBytes is { } stored => $"{progress.Phase}: {Size(done)} from Db2, {Size(stored)} stored{Ratio(done, stored)}{Rate(progress.BytesPerSecond)}",
        ({ } done, { } total) => $"{progress.Phase}: {Size(done)} of {Size(total)}{Rate(progress.BytesPerSecond)}",
        ({ } done, null) => $"{progress.Phase}: {Size(done)}",
        _ => progress.Phase,
    };

    private static string Ratio(long done, long stored) => stored > 0 ? $" ({(done / (double)stored).ToString("0.0", CultureInfo.CurrentCulture)} : 1)" : "";

    private static string Rate(long? bytesPerSecond) => bytesPerSecond is { } rate ? $", {(rate / 1e6).ToString("0.0", CultureInfo.CurrentCulture)} MB/s" : "";

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.CurrentCulture) + " GiB",
        >= 1L << 20 => (bytes / (double)(1L << 20)).ToString("0.0", CultureInfo.CurrentCulture) + " MiB",
        _ => bytes.ToString("N0", CultureInfo.CurrentCulture) + " bytes",
    };
}
