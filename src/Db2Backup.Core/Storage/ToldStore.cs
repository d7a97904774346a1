using System.Runtime.CompilerServices;
using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage;

/// <summary>A store whose failures have an id and name the object: what the operating system or a connection says becomes an error of ours.</summary>
internal sealed class ToldStore(IObjectStore inner) : IObjectStore
{
    public string DisplayName => inner.DisplayName;

    public Task CheckWritableAsync(CancellationToken cancellationToken) =>
        TellAsync(null, writing: true, async () => { await inner.CheckWritableAsync(cancellationToken).ConfigureAwait(false); return true; });

    public Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken) =>
        TellAsync(null, writing: false, () => inner.DescribeAsync(cancellationToken));

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken) =>
        TellAsync(key, writing: false, () => inner.FindAsync(key, cancellationToken));

    public Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
        TellAsync<Stream>(key, writing: false, async () => new ToldStream(this, key, await inner.OpenReadAsync(key, offset, length, cancellationToken).ConfigureAwait(false)));

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        TellAsync(key, writing: true, async () => { await inner.PutAsync(key, content, cancellationToken).ConfigureAwait(false); return true; });

    public Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken) =>
        TellAsync<IObjectUpload>(key, writing: true, async () => new ToldUpload(this, key, await inner.BeginUploadAsync(key, partBytes, cancellationToken).ConfigureAwait(false)));

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var objects = inner.ListAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (objects.ConfigureAwait(false))
            while (await TellAsync(prefix, writing: false, () => objects.MoveNextAsync().AsTask()).ConfigureAwait(false))
                yield return objects.Current;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        TellAsync(key, writing: true, async () => { await inner.DeleteAsync(key, cancellationToken).ConfigureAwait(false); return true; });

    public Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken) =>
        TellAsync(prefix, writing: true, () => inner.EndUploadsAsync(prefix, begunBefore, cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task<T> TellAsync<T>(string? key, bool writing, Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not Db2BackupException && FileErrors.From(e, string.IsNullOrEmpty(key) ? DisplayName : $"{key} in {DisplayName}", writing) is { } told)
        {
            throw told;
        }
    }

    private sealed class ToldUpload(ToldStore store, string key, IObjectUpload upload) : IObjectUpload
    {
        public Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            store.TellAsync(key, writing: true, async () => { await upload.WritePartAsync(number, content, cancellationToken).ConfigureAwait(false); return true; });

        public Task CompleteAsync(int parts, CancellationToken cancellationToken) =>
            store.TellAsync(key, writing: true, async () => { await upload.CompleteAsync(parts, cancellationToken).ConfigureAwait(false); return true; });

        public async ValueTask DisposeAsync() =>
            await store.TellAsync(key, writing: true, async () => { await upload.DisposeAsync().ConfigureAwait(false); return true; }).ConfigureAwait(false);
    }

    private sealed class ToldStream(ToldStore store, string key, Stream stream) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await store.TellAsync(key, writing: false, () => stream.ReadAsync(buffer, cancellationToken).AsTask()).ConfigureAwait(false);

        protected override void Dispose(bool disposing)
        {
            if (disposing) stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
