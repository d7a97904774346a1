using System.ComponentModel;
using System.Diagnostics;

namespace Db2Backup.Catalog;

/// <summary>started.json: who began to publish a backup. Without a manifest beside it, it tells debris from work in progress.</summary>
internal sealed record StartedRecord
{
    /// <summary>A run on another host cannot be looked at; after so long without a manifest it is taken for dead.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(7);

    // The start time of a process is computed from the time since boot, and moves when the clock is set.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    public int FormatVersion { get; init; } = BackupManifest.CurrentFormatVersion;
    public required Guid RunId { get; init; }
    public required string HostName { get; init; }
    public required int ProcessId { get; init; }
    public required DateTimeOffset ProcessStartTime { get; init; }
    public required DateTimeOffset StartedTime { get; init; }
    public required string ModuleVersion { get; init; }

    public static StartedRecord Create(TimeProvider clock)
    {
        using var process = Process.GetCurrentProcess();
        return new StartedRecord
        {
            RunId = Guid.NewGuid(), HostName = Environment.MachineName, ProcessId = Environment.ProcessId,
            ProcessStartTime = process.StartTime.ToUniversalTime(), StartedTime = clock.GetUtcNow(), ModuleVersion = ModuleInfo.Version,
        };
    }

    /// <summary>Whether the run may still be at work. In doubt it is.</summary>
    public bool MayBeAlive(DateTimeOffset now)
    {
        if (!string.Equals(HostName, Environment.MachineName, StringComparison.OrdinalIgnoreCase)) return now - StartedTime < StaleAfter;
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            if ((process.StartTime.ToUniversalTime() - ProcessStartTime.UtcDateTime).Duration() > ClockTolerance) return false;
            return ProcessId != Environment.ProcessId || RunMark.IsThere(RunId);
        }
        catch (ArgumentException)
        {
            return false; // No process has this id.
        }
        catch (InvalidOperationException)
        {
            return false; // It ended just now.
        }
        catch (Win32Exception)
        {
            return true; // It is there and may not be looked at.
        }
    }
}
