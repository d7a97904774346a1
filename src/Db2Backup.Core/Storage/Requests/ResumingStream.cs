using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage.Requests;

/// <summary>
/// A range of an object that goes on where a connection broke: objects are written once, so the rest is still the rest. It gives
/// exactly its bytes or fails.
/// </summary>
internal sealed class ResumingStream : ReadOnlyStream
{
    private const int MaximumInterruptions = 5;

    private readonly Retrier retrier;
    private readonly string key;
    private readonly Func<long, CancellationToken, Task<Stream>> open;
    private readonly long start, end;
    private long position, interrupted;
    private Stream? current;
    private int interruptions;

    /// <param name="open">Opens the object from a position to <paramref name="end"/>, in one attempt: it throws what <paramref name="retrier"/> understands.</param>
    /// <param name="first">What was opened already, at <paramref name="position"/>.</param>
    public ResumingStream(Retrier retrier, string key, long position, long end, Stream first, Func<long, CancellationToken, Task<Stream>> open)
    {
        (this.retrier, this.key, this.open, start, this.position, this.end, current) = (retrier, key, open, position, position, end, first);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position == end || buffer.Length == 0) return 0;
        if (end - position < buffer.Length) buffer = buffer[..(int)(end - position)];
        var read = await retrier.RunAsync("Reading", key, async (_, token) =>
        {
            try
            {
                current ??= await open(position, token).ConfigureAwait(false);
                var got = await current.ReadAsync(buffer, token).ConfigureAwait(false);
                if (got > 0) return got;
                throw new StoreFaultException(new StoreFault(StoreFaultKind.Unreachable, $"the answer ended {end - position} bytes too early"));
            }
            catch (Exception e) when (e is not Db2BackupException)
            {
                if (current is not null) await current.DisposeAsync().ConfigureAwait(false);
                current = null;
                GiveUpOnTrickle(e);
                throw;
            }
        }, cancellationToken).ConfigureAwait(false);
        position += read;
        return read;
    }

    /// <summary>Each interruption alone passes; many of them with hardly a byte between do not get anywhere.</summary>
    private void GiveUpOnTrickle(Exception failure)
    {
        interruptions = position - interrupted < StallWatch.ProgressBytes ? interruptions + 1 : 1;
        interrupted = position;
        if (interruptions > MaximumInterruptions && position > start)
            throw new StoreFault(StoreFaultKind.NotResponding, $"it broke off {interruptions} times, the last time at byte {position} of {end}: {failure.Message}")
                .ToError($"Reading {key}", key, failure);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) current?.Dispose();
        base.Dispose(disposing);
    }
}
