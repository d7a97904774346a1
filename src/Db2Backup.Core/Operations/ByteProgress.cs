using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Counts bytes of one phase for the host; called from any thread.</summary>
internal sealed class ByteProgress(IOperationHost host, string activity, string phase, long? total)
{
    private long done;

    public void Add(long bytes) =>
        host.Progress(new OperationProgress(activity, phase, Interlocked.Add(ref done, bytes), total));
}
