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
/// One writer at a time for a key, for stores without a create-only that holds against two who write at the same moment. Whoever
/// creates an object puts a claim beside it, and goes on when a listing that was made afterwards shows no other claim: of two, at least the
/// later one sees the other. A claim of a process that died is passed over after a time.
/// </summary>
internal sealed class WriteClaim(IClaimPlace place, TimeProvider clock, Action<string>? tell)
{
    /// <summary>Longer than a creation can take with all its retries (<see cref="RetryPolicy.Patience"/>, and one attempt that began just before).</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    /// <exception cref="Db2BackupException">StoreBusy: others create the object and do not end; what the store fails with.</exception>
    public async Task<T> RunAsync<T>(string key, Func<CancellationToken, Task<T>> create, CancellationToken cancellationToken)
    {
        var mine = Guid.NewGuid().ToString("N");
        try
        {
            await place.PutAsync(key, mine, cancellationToken).ConfigureAwait(false);
            await WaitUntilAloneAsync(key, mine, cancellationToken).ConfigureAwait(false);
            return await create(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await WithdrawAsync(key, mine).ConfigureAwait(false);
        }
    }

    private async Task WaitUntilAloneAsync(string key, string mine, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        for (; ; )
        {
            var claims = await place.ListAsync(key, cancellationToken).ConfigureAwait(false);
            // By the store's clock, which wrote both times.
            if (claims.FirstOrDefault(c => c.Name == mine) is { Name: not null } own)
            {
                var others = claims.Where(c => c.Name != mine && own.Written - c.Written < Life).ToList();
                if (others.Count == 0) return;
                // The first by name waits for those who were alone when they looked; all others make room.
                if (others.Exists(c => string.CompareOrdinal(c.Name, mine) < 0))
                {
                    await place.DeleteAsync(key, mine, cancellationToken).ConfigureAwait(false);
                    await WaitAsync(cancellationToken).ConfigureAwait(false);
                    await place.PutAsync(key, mine, cancellationToken).ConfigureAwait(false);
                }
            }
            if (clock.GetElapsedTime(begin) > 2 * Life)
                throw new Db2BackupException(ErrorCode.StoreBusy, string.Create(CultureInfo.InvariantCulture, $"Others have been creating {key} for {2 * Life.TotalMinutes} minutes."), key);
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Poll * (0.5 + Random.Shared.NextDouble()), clock, cancellationToken);

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
