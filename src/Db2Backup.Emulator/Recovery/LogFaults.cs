using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Recovery;

/// <summary>The fault switches that act in the middle of a rollforward, counted in bytes of log it has gone through.</summary>
internal sealed class LogFaults(CommandContext context)
{
    /// <summary>Called after each record that was applied.</summary>
    public void Passed(long bytes)
    {
        if (bytes >= context.Faults.CrashAtLog) Engine.Die();
        if (!(bytes >= context.Faults.HangAtLog)) return;
        // Nothing moves: only an interrupt or FORCE APPLICATION ends it.
        context.Cancelled.WaitHandle.WaitOne();
        context.Cancelled.ThrowIfCancellationRequested();
    }
}
