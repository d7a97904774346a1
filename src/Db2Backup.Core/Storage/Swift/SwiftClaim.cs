using System.Globalization;
using System.Net;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>
/// One writer at a time for a key. Swift has no create-only that holds against two who write at the same moment: both are told that
/// there is no object yet, and the later one replaces the earlier. So whoever creates an object first puts a claim beside the
/// segments, and goes on when a listing that was made afterwards shows no other claim. A claim of a process that died is passed
/// over after a time, and expires.
/// </summary>
internal sealed class SwiftClaim(SwiftClient client, string container, Action<string>? tell)
{
    public const string Folder = ".claims/";

    // What is done under a claim ends, one way or the other, long before others pass over it.
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan LatestBegin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WorkLimit = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromSeconds(30);

    /// <param name="refuseExisting">Throws when the object is there: then whoever waits has waited enough.</param>
    /// <param name="create">One attempt, which is given up after a while.</param>
    public async Task RunAsync(string key, Func<CancellationToken, Task> refuseExisting, Func<CancellationToken, Task> create, CancellationToken cancellationToken)
    {
        var mine = $"{Folder}{key}/{Guid.NewGuid():N}";
        try
        {
            var began = client.Clock.GetTimestamp();
            for (var late = true; late; late = client.Clock.GetElapsedTime(began) > LatestBegin)
            {
                began = client.Clock.GetTimestamp();
                await PutAsync(key, mine, cancellationToken).ConfigureAwait(false);
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
            await WithdrawFinallyAsync(key, mine).ConfigureAwait(false);
        }
    }

    /// <returns>When the claim was put last.</returns>
    private async Task<long> WaitUntilAloneAsync(string key, string mine, long began, Func<CancellationToken, Task> refuseExisting, CancellationToken cancellationToken)
    {
        var (first, claimed) = (began, true);
        (DateTimeOffset Time, long At)? anchor = null;
        for (; ; )
        {
            var claims = new List<SwiftEntry>();
            await foreach (var claim in client.ListAsync(container, mine[..(mine.LastIndexOf('/') + 1)], cancellationToken).ConfigureAwait(false)) claims.Add(claim);
            // Ages are by the store's clock, which wrote all these times.
            var own = claims.Find(c => c.Name == mine);
            if (own is not null) anchor = (own.LastModified, client.Clock.GetTimestamp());
            var now = anchor is { } a ? a.Time + client.Clock.GetElapsedTime(a.At) : DateTimeOffset.MinValue;
            var others = claims.Where(c => c.Name != mine && now - c.LastModified < Life).ToList();
            if (claimed && own is not null && others.Count == 0) return began;
            if (claimed && others.Exists(c => string.CompareOrdinal(c.Name, mine) < 0))
            {
                // The first by name waits for those who were alone when they looked; all others make room and come back when nobody is there.
                await DeleteAsync(key, mine, cancellationToken).ConfigureAwait(false);
                claimed = false;
            }
            else if (!claimed)
            {
                await refuseExisting(cancellationToken).ConfigureAwait(false);
                if (others.Count == 0)
                {
                    began = client.Clock.GetTimestamp();
                    await PutAsync(key, mine, cancellationToken).ConfigureAwait(false);
                    claimed = true;
                    continue;
                }
            }
            if (client.Clock.GetElapsedTime(first) > 3 * Life)
                throw new Db2BackupException(ErrorCode.StoreBusy, $"Others have been creating {key} for {3 * Life.TotalMinutes} minutes.", key);
            await Task.Delay(Poll * (0.5 + Random.Shared.NextDouble()), client.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task PutAsync(string key, string mine, CancellationToken cancellationToken) => client.RunAsync("Claiming", key,
        new SwiftRequest(HttpMethod.Put, container, mine) { Headers = [("X-Delete-After", ((int)Life.TotalSeconds).ToString(CultureInfo.InvariantCulture))] },
        response => response.IsSuccessStatusCode ? true : throw client.Fault(response), cancellationToken);

    private Task DeleteAsync(string key, string mine, CancellationToken cancellationToken) => client.RunAsync("Withdrawing the claim of", key,
        new SwiftRequest(HttpMethod.Delete, container, mine),
        response => response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound ? true : throw client.Fault(response), cancellationToken);

    /// <summary>With a token of its own: what was decided before must not change by this. A claim that stays expires, and hinders nobody for long.</summary>
    private async Task WithdrawFinallyAsync(string key, string mine)
    {
        using var limit = new CancellationTokenSource(CleanUpLimit);
        try
        {
            await DeleteAsync(key, mine, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Db2BackupException or OperationCanceledException)
        {
            tell?.Invoke($"{mine} could not be removed from {container}; it expires in {Life.TotalMinutes} minutes. {e.Message}");
        }
    }
}
