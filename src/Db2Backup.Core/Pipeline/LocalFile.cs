namespace Db2Backup.Pipeline;

/// <summary>
/// Reads and writes of regular files stay on the thread that asks. The framework has no other way on UNIX than to hand them to a second
/// thread, which costs more than the call itself, and the bytes leave the cache they are in. Everything else (pipes, stores) is awaited.
/// </summary>
internal static class LocalFile
{
    /// <summary>What fits into a core's own cache together with what it becomes: read and digested in pieces of this size.</summary>
    public const int PieceBytes = 256 * 1024;

    public static ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (source is not FileStream { CanSeek: true } file) return source.ReadAsync(buffer, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(file.Read(buffer.Span));
    }

    public static ValueTask WriteAsync(Stream destination, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (destination is not FileStream { CanSeek: true } file) return destination.WriteAsync(buffer, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        file.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
