using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Storage.Requests;

/// <summary>Where claims lie: beside the objects, and seen by everybody as soon as they are written.</summary>
internal interface IClaimPlace
{
    Task PutAsync(string key, string name, CancellationToken cancellationToken);

    /// <summary>Succeeds when it is not there.</summary>
    Task DeleteAsync(string key, string name, CancellationToken cancellationToken);

    /// <summary>The claims of a key, with the times at which the store wrote them.</summary>
    Task<IReadOnlyList<(string Name, DateTimeOffset Written)>> ListAsync(string key, CancellationToken cancellationToken);
}

/// <summary>
/// One writer at a time for a key, for stores without a create-only that holds against two who write at the same moment: both are told that
/// there is no object yet, and the later one replaces the earlier. Whoever creates an object puts a claim beside it, and goes on when a listing
/// that was made afterwards shows no other claim: of two, at least the later one sees the other. A claim of a process that died is passed over
/// after a time.
/// </summary>
internal sealed class WriteClaim(IClaimPlace place, TimeProvider clock, Action<string>? tell)
{
    /// <summary>How long a claim counts. What is done under it ends, one way or the other, long before: <see cref="LatestBegin"/> and <see cref="WorkLimit"/>.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan LatestBegin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WorkLimit = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    /// <param name="refuseExisting">Throws when the object is there: then whoever waits has waited enough.</param>
    /// <param name="create">One attempt, which is given up after a while.</param>
    /// <exception cref="Db2BackupException">StoreBusy: others create the object and do not end; what the store fails with.</exception>
    public async Task RunAsync(string key, Func<CancellationToken, Task> refuseExisting, Func<CancellationToken, Task> create, CancellationToken cancellationToken)
    {
        var mine = Guid.NewGuid().ToString("N");
        try
        {
            var began = clock.GetTimestamp();
            for (var late = true; late; late = clock.GetElapsedTime(began) > LatestBegin)
            {
                began = clock.GetTimestamp();
                await place.PutAsync(key, mine, cancellationToken).ConfigureAwait(false);
                began = await WaitUntilAloneAsync(key, mine, began, refuseExisting, cancellationToken).ConfigureAwait(false);
            }
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(WorkLimit);
            try
            {
                await create(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new StalledException(WorkLimit, e);
            }
        }
        finally
        {
            await WithdrawAsync(key, mine).ConfigureAwait(false);
        }
    }

    /// <returns>When the claim was put last.</returns>
    private async Task<long> WaitUntilAloneAsync(string key, string mine, long began, Func<CancellationToken, Task> refuseExisting, CancellationToken cancellationToken)
    {
        var (first, claimed) = (began, true);
        (DateTimeOffset Time, long At)? anchor = null;
        for (; ; )
        {
            var claims = await place.ListAsync(key, cancellationToken).ConfigureAwait(false);
            // Ages are by the store's clock, which wrote all these times.
            var own = claims.FirstOrDefault(c => c.Name == mine);
            if (own.Name is not null) anchor = (own.Written, clock.GetTimestamp());
            var now = anchor is { } a ? a.Time + clock.GetElapsedTime(a.At) : DateTimeOffset.MinValue;
            var others = claims.Where(c => c.Name != mine && now - c.Written < Life).ToList();
            if (claimed && own.Name is not null && others.Count == 0) return began;
            if (claimed && anchor is not null && others.Exists(c => string.CompareOrdinal(c.Name, mine) < 0))
            {
                // The first by name waits for those who were alone when they looked; all others make room, and come back when nobody is there:
                // coming back sooner, the many would keep the first from ever being alone.
                await place.DeleteAsync(key, mine, cancellationToken).ConfigureAwait(false);
                claimed = false;
            }
            else if (!claimed)
            {
                await refuseExisting(cancellationToken).ConfigureAwait(false);
                if (others.Count == 0)
                {
                    began = clock.GetTimestamp();
                    await place.PutAsync(key, mine, cancellationToken).ConfigureAwait(false);
                    claimed = true;
                    continue;
                }
            }
            if (clock.GetElapsedTime(first) > 3 * Life)
                throw new Db2BackupException(ErrorCode.StoreBusy, string.Create(CultureInfo.InvariantCulture, $"Others have been creating {key} for {3 * Life.TotalMinutes} minutes."), key);
            await Task.Delay(Poll * (0.5 + Random.Shared.NextDouble()), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>With a token of its own: what was decided before must not change by this. A claim that stays hinders nobody for long.</summary>
    private async Task WithdrawAsync(string key, string mine)
    {
        using var limit = new CancellationTokenSource(CleanUpLimit);
        try
        {
            await place.DeleteAsync(key, mine, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Db2BackupException or OperationCanceledException)
        {
            tell?.Invoke(string.Create(CultureInfo.InvariantCulture, $"The claim {mine} of {key} could not be removed; it counts for nothing after {Life.TotalMinutes} minutes. {e.Message}"));
        }
    }
}
