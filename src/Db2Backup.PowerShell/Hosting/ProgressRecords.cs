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
        return record;
    }

    private static string Status(OperationProgress progress) => (progress.DoneBytes, progress.TotalBytes) switch
    {
        ({ } done, { } total) => $"{progress.Phase}: {Size(done)} of {Size(total)}",
        ({ } done, null) => $"{progress.Phase}: {Size(done)}",
        _ => progress.Phase,
    };

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.CurrentCulture) + " GiB",
        >= 1L << 20 => (bytes / (double)(1L << 20)).ToString("0.0", CultureInfo.CurrentCulture) + " MiB",
        _ => bytes.ToString("N0", CultureInfo.CurrentCulture) + " bytes",
    };
}
