namespace Db2Backup.Storage;

/// <summary>A part of a stream that several stores send at the same time: its memory is free again when each of them has it, or was given up.</summary>
/// <param name="holders">How many shares of it are handed out.</param>
/// <param name="free">Takes a buffer back that nobody reads any more.</param>
internal sealed class SharedPart(byte[] buffer, int length, int holders, Action<byte[]> free)
{
    private int left = holders;
    private volatile bool stillRead;

    public ReadOnlyMemory<byte> Content => buffer.AsMemory(0, length);

    public PartShare Share() => new(this);

    internal void Release(bool mayBeRead)
    {
        if (mayBeRead) stillRead = true;
        if (Interlocked.Decrement(ref left) > 0) return;
        // A store that was given up may still send from this memory, and must not send what is next: others get a buffer in place of it.
        free(stillRead ? GC.AllocateUninitializedArray<byte>(buffer.Length) : buffer);
    }
}

/// <summary>One store's share of a part. Ends once, in whichever way is first.</summary>
internal sealed class PartShare(SharedPart part)
{
    private int ended;

    public ReadOnlyMemory<byte> Content => part.Content;

    public bool HasEnded => Volatile.Read(ref ended) != 0;

    /// <summary>The store has it, or reads it no more.</summary>
    public void Release() => End(mayBeRead: false);

    /// <summary>Nobody waits for the store any more, which may still be reading.</summary>
    public void GiveUp() => End(mayBeRead: true);

    private void End(bool mayBeRead)
    {
        if (Interlocked.Exchange(ref ended, 1) == 0) part.Release(mayBeRead);
    }
}
