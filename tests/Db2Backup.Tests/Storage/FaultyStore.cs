using System.Runtime.CompilerServices;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

public enum StoreCall
{
    CheckWritable, Describe, Find, OpenRead, Put, BeginUpload, WritePart, Complete, List, Delete, EndUploads,
}

public enum StoreFault
{
    /// <summary>The call fails and has no effect.</summary>
    Fails,

    /// <summary>The call takes effect and its answer is lost.</summary>
    LosesAnswer,

    /// <summary>A read ends in the middle of the data, without an error.</summary>
    CutsRead,
}

/// <summary>A store whose calls are counted and can be made to fail: the nth of all, or of a kind, once or from then on.</summary>
internal sealed class FaultyStore(IObjectStore inner) : IObjectStore
{
    private readonly object gate = new();
    private readonly List<StoreCall> calls = [];

    /// <summary>Which call fails, counted from 1; 0 is none.</summary>
    public int FailAt { get; set; }

    /// <summary>Counts only calls of this kind; null counts all.</summary>
    public StoreCall? FailKind { get; set; }
    public StoreFault Fault { get; set; }

    /// <summary>All calls after it fail too: the network is gone.</summary>
    public bool StaysBroken { get; set; }

    /// <summary>Told of each call and its number before it is made.</summary>
    public Action<StoreCall, int>? OnCall { get; set; }

    public IReadOnlyList<StoreCall> Calls
    {
        get { lock (gate) return calls.ToList(); }
    }

    public int CallCount => Calls.Count;

    public string DisplayName => inner.DisplayName;

    public Task CheckWritableAsync(CancellationToken cancellationToken) =>
        RunAsync(StoreCall.CheckWritable, async () => { await inner.CheckWritableAsync(cancellationToken); return 0; });

    public Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken) =>
        RunAsync(StoreCall.Describe, () => inner.DescribeAsync(cancellationToken));

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(StoreCall.Find, () => inner.FindAsync(key, cancellationToken));

    public Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
        RunAsync(StoreCall.OpenRead, () => inner.OpenReadAsync(key, offset, length, cancellationToken), async stream =>
        {
            var size = length ?? (await inner.FindAsync(key, cancellationToken))!.Length - offset;
            return new CutStream(stream, size / 2);
        });

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        RunAsync(StoreCall.Put, async () => { await inner.PutAsync(key, content, cancellationToken); return 0; });

    public Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken) =>
        RunAsync<IObjectUpload>(StoreCall.BeginUpload, async () => new Upload(this, await inner.BeginUploadAsync(key, partBytes, cancellationToken)));

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RunAsync(StoreCall.List, () => Task.FromResult(0));
        await foreach (var info in inner.ListAsync(prefix, cancellationToken)) yield return info;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(StoreCall.Delete, async () => { await inner.DeleteAsync(key, cancellationToken); return 0; });

    public Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken) =>
        RunAsync(StoreCall.EndUploads, () => inner.EndUploadsAsync(prefix, begunBefore, cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> RunAsync<T>(StoreCall call, Func<Task<T>> act, Func<T, Task<T>>? cut = null)
    {
        bool fails;
        int number;
        lock (gate)
        {
            calls.Add(call);
            number = calls.Count;
            var counted = FailKind is { } kind ? calls.Count(c => c == kind) : number;
            fails = FailAt > 0 && (FailKind is null || FailKind == call) && (StaysBroken ? counted >= FailAt : counted == FailAt);
        }
        OnCall?.Invoke(call, number);
        if (fails && (Fault == StoreFault.Fails || (Fault == StoreFault.CutsRead && cut is null))) throw Broken(call, number);
        var result = await act();
        if (!fails) return result;
        if (Fault == StoreFault.CutsRead) return await cut!(result);
        // What was opened and never handed over must not stay open.
        if (result is IAsyncDisposable disposable) await disposable.DisposeAsync();
        throw Broken(call, number);
    }

    private static IOException Broken(StoreCall call, int number) => new($"the store failed at call {number}, {call}");

    private sealed class Upload(FaultyStore store, IObjectUpload upload) : IObjectUpload
    {
        public Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            store.RunAsync(StoreCall.WritePart, async () => { await upload.WritePartAsync(number, content, cancellationToken); return 0; });

        public Task CompleteAsync(int parts, CancellationToken cancellationToken) =>
            store.RunAsync(StoreCall.Complete, async () => { await upload.CompleteAsync(parts, cancellationToken); return 0; });

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}
