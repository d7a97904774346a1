using System.IO.Pipes;
using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Microsoft.Win32.SafeHandles;

namespace Db2Backup.Db2.Pipes;

/// <summary>
/// A named pipe that Db2 writes a stream of an image into, and its reading end. It is opened at once and without waiting (a blocking
/// open could not be cancelled), before Db2 is asked for a backup: then Db2's open for writing never waits either. No thread waits in
/// it: looked at now and then until a writer is there, the system's events from then on.
/// </summary>
internal sealed class NamedPipe : ReadOnlyStream
{
    // Db2 takes seconds from BACKUP to its first byte.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(25);

    private readonly SafePipeHandle handle;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource closed = new();
    private AnonymousPipeClientStream? stream;
    private long waitingSince, waited;
    private volatile bool writerEnded, ended;

    private NamedPipe(string path, SafePipeHandle handle, TimeProvider clock) => (Path, this.handle, this.clock) = (path, handle, clock);

    public string Path { get; }

    /// <summary>It was read to its end.</summary>
    public bool HasEnded => ended;

    /// <summary>How long everything that was read has waited for Db2.</summary>
    public TimeSpan Waited => clock.GetElapsedTime(0, Interlocked.Read(ref waited));

    /// <summary>How long the read on its way has been waiting; null when none is.</summary>
    public TimeSpan? Waiting => Interlocked.Read(ref waitingSince) is not 0 and var since ? clock.GetElapsedTime(since) : null;

    /// <summary>Makes the pipe, mode 600, and opens it for reading.</summary>
    /// <exception cref="Db2BackupException">WriteFailed: the file system has no pipes, or no room.</exception>
    public static NamedPipe Make(string path, TimeProvider clock)
    {
        PipeCalls.Make(path);
        return new NamedPipe(path, PipeCalls.OpenForReading(path), clock);
    }

    /// <summary>BACKUP has ended: a pipe that nobody has opened for writing by now is at its end.</summary>
    public void WriterEnded() => writerEnded = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var since = clock.GetTimestamp();
        Interlocked.Exchange(ref waitingSince, since);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closed.Token);
            if (stream is null)
            {
                if (!await WriterCameAsync(either.Token).ConfigureAwait(false))
                {
                    ended = true;
                    return 0;
                }
                PipeCalls.Enlarge(handle);
                stream = new AnonymousPipeClientStream(PipeDirection.In, handle);
            }
            var read = await stream.ReadAsync(buffer, either.Token).ConfigureAwait(false);
            ended |= read == 0 && buffer.Length > 0;
            return read;
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && closed.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new Db2BackupException(ErrorCode.ReadFailed, $"{Path} was closed while it was read.", Path, e);
        }
        finally
        {
            Interlocked.Add(ref waited, clock.GetTimestamp() - since);
            Interlocked.Exchange(ref waitingSince, 0);
        }
    }

    /// <summary>False when the backup has ended and nobody has written.</summary>
    private async Task<bool> WriterCameAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // In this order: what was written before the backup ended must be seen.
            var last = writerEnded;
            if (PipeCalls.HasWriter(handle)) return true;
            if (last) return false;
            await Task.Delay(LookInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the reading end: Db2's next write fails, which ends its backup.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !closed.IsCancellationRequested)
        {
            closed.Cancel();
            stream?.Dispose();
            handle.Dispose();
        }
        base.Dispose(disposing);
    }
}
