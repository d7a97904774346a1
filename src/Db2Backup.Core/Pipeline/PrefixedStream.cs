namespace Db2Backup.Pipeline;

/// <summary>Bytes that were read already, and then the rest of the stream they came from. Disposing it closes nothing.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (prefix.Length == 0) return await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        var take = Math.Min(prefix.Length, buffer.Length);
        prefix[..take].CopyTo(buffer);
        prefix = prefix[take..];
        return take;
    }
}
