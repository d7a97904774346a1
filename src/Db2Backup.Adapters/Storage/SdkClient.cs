using System.Runtime.InteropServices;
using Db2Backup.Pipeline;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage;

/// <summary>
/// Requests by a vendor's SDK. It signs them and reads the answers; when to try again, how long to wait and what a failure means is decided
/// where it is for all stores, so the SDK tries once. Its exceptions end here: they carry headers and bodies, and with them signatures.
/// </summary>
internal abstract class SdkClient(string displayName, StoreHttpOptions options, RetryPolicy policy, TimeProvider clock, Action<string>? tell) : IDisposable
{
    private readonly Retrier retrier = new(displayName, policy, clock, tell: tell);

    public TimeProvider Clock => clock;

    public string DisplayName => displayName;

    /// <summary>How long a server may work on after a client went away.</summary>
    public TimeSpan Settling => policy.Settling;

    /// <summary>Told of what did not make anything fail.</summary>
    public Action<string>? Tell => tell;

    protected HttpClient Http { get; } = StoreHttp.CreateClient(options, clock);

    /// <summary>What an exception means; null for a bug, or a cancellation by the caller.</summary>
    public abstract StoreFault? FaultOf(Exception error);

    /// <summary>The service has answered that it did not take what was sent, so nothing of it comes later; after any other failure it may.</summary>
    public bool IsRefusal(Exception error) => FaultOf(error) is { Status: >= 400 and < 500 and not 408 };

    /// <param name="what">A verb for errors; <paramref name="target"/> is the object, null for the store.</param>
    /// <param name="attempt">It can be made again whatever became of the one before.</param>
    /// <exception cref="Errors.Db2BackupException">What the request fails with for good.</exception>
    public Task<T> RunAsync<T>(string what, string? target, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        retrier.RunAsync(what, target, async (_, token) =>
        {
            try
            {
                return await attempt(token).ConfigureAwait(false);
            }
            catch (Exception e) when (!token.IsCancellationRequested && FaultOf(e) is { } fault)
            {
                throw new StoreFaultException(fault);
            }
        }, cancellationToken);

    /// <summary>A range that goes on where a connection broke.</summary>
    /// <param name="first">What was opened already at <paramref name="position"/>.</param>
    public Stream Resuming(string key, long position, long end, Stream first, Func<long, CancellationToken, Task<Stream>> open) =>
        new ResumingStream(retrier, key, position, end, new Body(this, first), async (from, token) => new Body(this, await open(from, token).ConfigureAwait(false)));

    /// <summary>The bytes without a copy of them; SDKs want to read them more than once.</summary>
    public static MemoryStream Content(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);

    public virtual void Dispose()
    {
        Http.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A body that breaks off fails as a request does.</summary>
    private sealed class Body(SdkClient client, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && client.FaultOf(e) is { } fault)
            {
                throw new StoreFaultException(fault);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
