using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

/// <summary>Passes everything on, and knows how many parts were on their way at the same time.</summary>
internal sealed class ConcurrencyProbe(IObjectStore inner, TimeSpan? delay = null) : IObjectStore
{
    private int writes, reads, highestWrites, highestReads, written;

    public int HighestWrites => highestWrites;
    /// <summary>Parts on their way now.</summary>
    public int Writing => Volatile.Read(ref writes);

    /// <summary>Parts that the store has taken.</summary>
    public int Written => Volatile.Read(ref written);
    public int HighestReads => highestReads;
    public string DisplayName => inner.DisplayName;

    public Task CheckWritableAsync(CancellationToken cancellationToken) => inner.CheckWritableAsync(cancellationToken);
    public Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken) => inner.DescribeAsync(cancellationToken);
    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);
    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.PutAsync(key, content, cancellationToken);
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);
    public Task DeleteAsync(string key, CancellationToken cancellationToken) => inner.DeleteAsync(key, cancellationToken);
    public Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken) => inner.EndUploadsAsync(prefix, begunBefore, cancellationToken);
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public async Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        Enter(ref reads, ref highestReads);
        try
        {
            if (delay is { } wait) await Task.Delay(wait, cancellationToken);
            return await inner.OpenReadAsync(key, offset, length, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref reads);
        }
    }

    public async Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken) =>
        new Upload(this, await inner.BeginUploadAsync(key, partBytes, cancellationToken));

    private static void Enter(ref int now, ref int highest)
    {
        var count = Interlocked.Increment(ref now);
        int seen;
        while ((seen = Volatile.Read(ref highest)) < count && Interlocked.CompareExchange(ref highest, count, seen) != seen) { }
    }

    private sealed class Upload(ConcurrencyProbe probe, IObjectUpload upload) : IObjectUpload
    {
        public async Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            Enter(ref probe.writes, ref probe.highestWrites);
            try
            {
                if (probe.Delay is { } wait) await Task.Delay(wait, cancellationToken);
                await upload.WritePartAsync(number, content, cancellationToken);
                Interlocked.Increment(ref probe.written);
            }
            finally
            {
                Interlocked.Decrement(ref probe.writes);
            }
        }

        public Task CompleteAsync(int parts, CancellationToken cancellationToken) => upload.CompleteAsync(parts, cancellationToken);

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }

    private TimeSpan? Delay => delay;
}
