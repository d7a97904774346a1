using System.IO.Pipes;
using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Db2.Pipes;

/// <summary>Db2 has closed a pipe that it was reading.</summary>
internal sealed class PipeClosedException(string path, Exception inner) : IOException($"{path} was closed by its reader.", inner);

/// <summary>The writing end of a named pipe that Db2 reads an image from. Disposing it is the end of the image for Db2.</summary>
internal sealed class PipeWriter : WriteOnlyStream
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(25);
    private readonly string path;
    private readonly AnonymousPipeClientStream stream;

    private PipeWriter(string path, AnonymousPipeClientStream stream) => (this.path, this.stream) = (path, stream);

    /// <summary>Waits until Db2 has opened it for reading, or waits to; a blocking open could not be cancelled.</summary>
    /// <exception cref="Db2BackupException">WriteFailed.</exception>
    public static async Task<PipeWriter> OpenAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (PipeCalls.OpenForWriting(path) is { } handle)
            {
                PipeCalls.Enlarge(handle);
                return new PipeWriter(path, new AnonymousPipeClientStream(PipeDirection.Out, handle));
            }
            await Task.Delay(LookInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <exception cref="PipeClosedException">Nobody reads any more.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await stream.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new PipeClosedException(path, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
