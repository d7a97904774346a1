using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Pipeline;

namespace Db2Backup.Storage;

/// <summary>
/// Stores a stream of unknown length as slices: objects of a fixed number of parts of one size, written in parallel; <c>cat</c>
/// joins the slices. One slice is completed before the next begins. Disposed without <see cref="CompleteAsync"/> it aborts the
/// slice on its way and deletes those that this run completed; what could not be deleted is in <see cref="DebrisRemaining"/>.
/// Written to by one thread at a time.
/// </summary>
/// <param name="keyOf">The key of the slice with this number, from 1. The keys are this run's own: nobody else writes them.</param>
/// <param name="stillOurs">Asked before slices are deleted, when somebody else may have taken the run's place meanwhile.</param>
internal sealed class SlicedUpload(
    IObjectStore store, Func<int, string> keyOf, SliceOptions options, Func<CancellationToken, Task<bool>>? stillOurs = null) : WriteOnlyStream
{
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(1);

    private readonly BlockLane pool = new BlockPool(options.PartBytes, 0).OpenLane(options.ParallelParts + 1);
    private readonly SemaphoreSlim lanes = new(options.ParallelParts, options.ParallelParts);
    private readonly CancellationTokenSource stop = new();
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<Task> parts = [];
    private readonly List<StoredSlice> slices = [];
    private readonly List<string> debris = [];
    private IObjectUpload? upload;
    private byte[]? part;
    private string? uncertain;
    private Exception? failure;
    private int partLength, partNumber;
    private long sliceLength;
    private bool completed, disposed;

    /// <summary>Bytes taken so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Completing a slice failed in a way that leaves open whether it is there.</summary>
    public bool IsUncertain => uncertain is not null;

    /// <summary>After disposal: objects of this run that could not be deleted.</summary>
    public IReadOnlyList<string> DebrisRemaining => debris;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(completed || disposed, this);
        hash.AppendData(buffer.Span);
        BytesWritten += buffer.Length;
        while (buffer.Length > 0)
        {
            part ??= await RentAsync(cancellationToken).ConfigureAwait(false);
            var take = Math.Min(buffer.Length, part.Length - partLength);
            buffer[..take].CopyTo(part.AsMemory(partLength));
            partLength += take;
            buffer = buffer[take..];
            if (partLength == part.Length) await SendOwnAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The next part, in memory that is shared with other uploads of the same stream; in place of writing its bytes. All but the last are full.</summary>
    public async ValueTask SendAsync(PartShare share, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(completed || disposed, this);
        var content = share.Content;
        if (content.Length > options.PartBytes || BytesWritten % options.PartBytes != 0) throw new InvalidOperationException("internal error: this upload is cut otherwise");
        parts.RemoveAll(sent => sent.IsCompletedSuccessfully);
        ThrowIfFailed();
        hash.AppendData(content.Span);
        BytesWritten += content.Length;
        await SendPartAsync(content, share.Release, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes the last slice. An empty stream is one empty slice.</summary>
    /// <returns>The slices in order, and length and lower-case hexadecimal SHA-256 of all of them joined.</returns>
    public async Task<(IReadOnlyList<StoredSlice> Slices, long Length, string Sha256)> CompleteAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(completed || disposed, this);
        if (partLength > 0 || BytesWritten == 0)
        {
            part ??= await RentAsync(cancellationToken).ConfigureAwait(false);
            await SendOwnAsync(cancellationToken).ConfigureAwait(false);
        }
        if (upload is not null) await CompleteSliceAsync(cancellationToken).ConfigureAwait(false);
        completed = true;
        return (slices, BytesWritten, Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant());
    }

    private async Task<byte[]> RentAsync(CancellationToken cancellationToken)
    {
        var rented = await pool.RentAsync(cancellationToken).ConfigureAwait(false);
        parts.RemoveAll(sent => sent.IsCompletedSuccessfully);
        // A part that failed is noticed here at the latest, before more is read for nothing.
        ThrowIfFailed();
        return rented;
    }

    private void ThrowIfFailed()
    {
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private async Task SendOwnAsync(CancellationToken cancellationToken)
    {
        var own = part!;
        // More than one will be needed.
        if (BytesWritten >= own.Length && slices.Count == 0 && partNumber == 0) LargeBlocks.MakeRoom(own.Length);
        await SendPartAsync(own.AsMemory(0, partLength), () => pool.Return(own), cancellationToken).ConfigureAwait(false);
    }

    private async Task SendPartAsync(ReadOnlyMemory<byte> content, Action release, CancellationToken cancellationToken)
    {
        if (upload is null)
        {
            upload = await store.BeginUploadAsync(keyOf(slices.Count + 1), options.PartBytes, cancellationToken).ConfigureAwait(false);
            (partNumber, sliceLength) = (0, 0);
        }
        await lanes.WaitAsync(cancellationToken).ConfigureAwait(false);
        partNumber++;
        sliceLength += content.Length;
        parts.Add(WritePartAsync(upload, partNumber, content, release));
        (part, partLength) = (null, 0);
        if (partNumber == options.PartsPerSlice) await CompleteSliceAsync(cancellationToken).ConfigureAwait(false);
    }

    // Not with the token of the write that filled the part: the part is on its way when that write has long returned, and whoever
    // wrote may have ended, and cancelled what was its own.
    private async Task WritePartAsync(IObjectUpload to, int number, ReadOnlyMemory<byte> content, Action release)
    {
        // Beside whoever fills the next part: a driver begins with the digest of this one.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await to.WritePartAsync(number, content, stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The first failure is the cause; the others only notice that they were stopped.
            Interlocked.CompareExchange(ref failure, e, null);
            await stop.CancelAsync().ConfigureAwait(false);
        }
        finally
        {
            // Also after a failure: whoever waits for a block must wake up and find it.
            release();
            lanes.Release();
        }
    }

    private async Task CompleteSliceAsync(CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), stop))
            await Task.WhenAll(parts).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfFailed();
        parts.Clear();
        var key = keyOf(slices.Count + 1);
        try
        {
            await upload!.CompleteAsync(partNumber, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not Db2BackupException { Code: ErrorCode.ObjectExists })
        {
            // The answer may have been lost after the deed: then the object is there and is ours.
            uncertain = key;
            throw;
        }
        slices.Add(new StoredSlice(key, sliceLength));
        await upload.DisposeAsync().ConfigureAwait(false);
        upload = null;
    }

    public override async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(parts).ConfigureAwait(false);
        if (!completed) await AbortAsync().ConfigureAwait(false);
        stop.Dispose();
        hash.Dispose();
        lanes.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>With a token of its own: the caller's is cancelled when this matters most.</summary>
    private async Task AbortAsync()
    {
        using var limit = new CancellationTokenSource(CleanUpLimit);
        if (upload is not null)
            await TryAsync(keyOf(slices.Count + 1) + " (upload not ended)", () => upload.DisposeAsync().AsTask()).ConfigureAwait(false);
        var keys = slices.Select(s => s.Key).Concat(uncertain is null ? [] : [uncertain]).ToList();
        if (keys.Count == 0) return;
        if (stillOurs is not null && !await stillOurs(limit.Token).ConfigureAwait(false))
        {
            debris.AddRange(keys);
            return;
        }
        foreach (var key in keys)
            await TryAsync(key, () => store.DeleteAsync(key, limit.Token)).ConfigureAwait(false);
    }

    /// <summary>A clean-up that fails is not an error of its own: it is told with the one that made it necessary.</summary>
    private async Task TryAsync(string what, Func<Task> act)
    {
        try
        {
            await act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is Db2BackupException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            debris.Add(what);
        }
    }
}
