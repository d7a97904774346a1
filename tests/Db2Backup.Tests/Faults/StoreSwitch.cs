using Db2Backup.Storage;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Faults;

/// <summary>A store that can be told to fail or to hang from now on, and remembers the calls of each step.</summary>
internal sealed class StoreSwitch
{
    private readonly object gate = new();
    private readonly List<StoreCall> calls = [];
    private Action<StoreCall>? fault;

    public StoreSwitch(IObjectStore inner)
    {
        Faulty = new FaultyStore(inner);
        Faulty.OnCall = (call, _) =>
        {
            Action<StoreCall>? act;
            lock (gate)
            {
                calls.Add(call);
                act = fault;
            }
            act?.Invoke(call);
        };
    }

    public FaultyStore Faulty { get; }

    /// <summary>Told once when a call is caught in the hang.</summary>
    public void Hang(Action caught, CancellationToken until) => Set(_ =>
    {
        caught();
        until.WaitHandle.WaitOne();
        until.ThrowIfCancellationRequested();
    });

    /// <summary>Every call fails; with the number of a full disk those that need room.</summary>
    public void Fail(int hresult) => Set(call =>
    {
        if (hresult == 0) throw new IOException("the store is broken");
        if (NeedsRoom(call)) throw new IOException("No space left on device", hresult);
    });

    public static bool NeedsRoom(StoreCall call) => call is StoreCall.CheckWritable or StoreCall.Put or StoreCall.BeginUpload or StoreCall.WritePart or StoreCall.Complete;

    public void Heal() => Set(null);

    /// <summary>The calls since it was asked the last time.</summary>
    public IReadOnlyList<StoreCall> TakeCalls()
    {
        lock (gate)
        {
            var taken = calls.ToList();
            calls.Clear();
            return taken;
        }
    }

    private void Set(Action<StoreCall>? next)
    {
        lock (gate) fault = next;
    }
}
