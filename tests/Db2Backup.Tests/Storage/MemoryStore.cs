using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

/// <summary>A store in memory: obeys the contract to the letter, and knows of every upload that was begun and not ended.</summary>
internal sealed class MemoryStore : IObjectStore
{
    private readonly ConcurrentDictionary<string, (byte[] Content, DateTimeOffset Time)> objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, (string Key, DateTimeOffset Begun)> open = [];

    public string DisplayName => "memory";

    /// <summary>What it claims to allow, and holds its users to.</summary>
    public StoreFacts Facts { get; init; } = new();

    public IReadOnlyCollection<string> OpenUploads => open.Values.Select(o => o.Key).ToList();
    public IReadOnlyList<string> Keys => objects.Keys.Order(StringComparer.Ordinal).ToList();
    public byte[] this[string key] { get => objects[key].Content; set => objects[key] = (value, DateTimeOffset.UtcNow); }

    public Task CheckWritableAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }

    public Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Facts);
    }

    public Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectKey.Check(key);
        return Task.FromResult(objects.TryGetValue(key, out var found) ? new ObjectInfo(key, found.Content.Length, found.Time) : null);
    }

    public Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectKey.Check(key);
        if (!objects.TryGetValue(key, out var found)) throw new Db2BackupException(ErrorCode.ObjectNotFound, $"{key} is not in memory.", key);
        var end = offset + (length ?? found.Content.Length - offset);
        if (offset > found.Content.Length || end > found.Content.Length) throw new Db2BackupException(ErrorCode.ReadFailed, $"{key} is shorter.", key);
        return Task.FromResult<Stream>(new MemoryStream(found.Content, (int)offset, (int)(end - offset), writable: false));
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await using var upload = await BeginUploadAsync(key, Math.Max(1, content.Length), cancellationToken);
        await upload.WritePartAsync(1, content, cancellationToken);
        await upload.CompleteAsync(1, cancellationToken);
    }

    public Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectKey.Check(key);
        if (objects.ContainsKey(key)) throw FolderUpload.Exists(key, DisplayName);
        return Task.FromResult<IObjectUpload>(new Upload(this, key, partBytes));
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        foreach (var key in Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (objects.TryGetValue(key, out var found)) yield return new ObjectInfo(key, found.Content.Length, found.Time);
        }
        await Task.CompletedTask;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectKey.Check(key);
        objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectKey.CheckPrefix(prefix);
        var dead = open.Where(o => o.Value.Key.StartsWith(prefix, StringComparison.Ordinal) && o.Value.Begun < begunBefore).ToList();
        foreach (var (id, _) in dead) open.TryRemove(id, out _);
        return Task.FromResult<IReadOnlyList<string>>(dead.Select(d => d.Value.Key).ToList());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Upload : IObjectUpload
    {
        private readonly Guid id = Guid.NewGuid();
        private readonly ConcurrentDictionary<int, byte[]> parts = [];
        private readonly MemoryStore store;
        private readonly string key;
        private readonly int partBytes;

        public Upload(MemoryStore store, string key, int partBytes)
        {
            (this.store, this.key, this.partBytes) = (store, key, partBytes);
            store.open[id] = (key, DateTimeOffset.UtcNow);
        }

        public Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assert.InRange(content.Length, 0, partBytes);
            Assert.InRange(content.Length, 0, store.Facts.MaximumPartBytes ?? long.MaxValue);
            Assert.InRange(number, 1, store.Facts.MaximumParts ?? int.MaxValue);
            var bytes = content.ToArray();
            parts.AddOrUpdate(number, bytes, (_, before) =>
            {
                Assert.Equal(before, bytes);
                return bytes;
            });
            return Task.CompletedTask;
        }

        public Task CompleteAsync(int count, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assert.Equal(count, parts.Count);
            Assert.All(Enumerable.Range(1, count - 1), number => Assert.InRange(parts[number].Length, Math.Max(partBytes, store.Facts.MinimumPartBytes), partBytes));
            Assert.InRange(Enumerable.Range(1, count).Sum(number => (long)parts[number].Length), 0, store.Facts.MaximumObjectBytes ?? long.MaxValue);
            var content = new byte[Enumerable.Range(1, count).Sum(number => parts[number].Length)];
            foreach (var number in Enumerable.Range(1, count)) parts[number].CopyTo(content, (number - 1) * partBytes);
            if (!store.objects.TryAdd(key, (content, DateTimeOffset.UtcNow))) throw FolderUpload.Exists(key, store.DisplayName);
            store.open.TryRemove(id, out _);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            store.open.TryRemove(id, out _);
            return ValueTask.CompletedTask;
        }
    }
}

/// <summary>Ends a stream before its end, as a connection does that breaks without an error.</summary>
internal sealed class CutStream(Stream inner, long bytes) : ReadOnlyStream
{
    private long left = bytes;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        left -= read;
        return read;
    }
}
