using System.Collections.Concurrent;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Tests.Storage.Requests;

public sealed class WriteClaimTests
{
    private readonly Place place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Coming back at once, the many would keep each other from ever being alone: on a slow store that took minutes.</summary>
    [Fact]
    public async Task Of_many_one_creates_and_who_made_room_stays_away_until_it_is_done()
    {
        var created = 0;
        var refused = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var claim = new WriteClaim(place, TimeProvider.System, null);
            try
            {
                await claim.RunAsync("key", _ => RefuseAsync(), async _ =>
                {
                    await RefuseAsync();
                    await Task.Delay(20, Token);
                    created++;
                }, Token);
                return 0;
            }
            catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
            {
                return 1;
            }
        }));
        Assert.Equal((1, 7), (created, refused.Sum()));
        Assert.Equal(8, place.Puts);
        Assert.Empty(place.Claims);

        Task RefuseAsync() => created == 0 ? Task.CompletedTask : throw new Db2BackupException(ErrorCode.ObjectExists, "it is there", "key");
    }

    [Fact]
    public async Task A_claim_counts_as_long_as_what_is_done_under_it_may_take_and_no_longer()
    {
        place.Claims["0 of a process that died"] = DateTimeOffset.UtcNow - WriteClaim.Life;
        var done = false;
        await new WriteClaim(place, TimeProvider.System, null).RunAsync("key", _ => Task.CompletedTask, _ => Task.FromResult(done = true), Token);
        Assert.True(done);

        place.Claims["0 of one that lives"] = DateTimeOffset.UtcNow - WriteClaim.Life + TimeSpan.FromMinutes(1);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new WriteClaim(place, TimeProvider.System, null).RunAsync("key", _ => Task.CompletedTask, _ => throw new InvalidOperationException("it did not wait"), cancel.Token));
        Assert.Equal(2, place.Claims.Count);
    }

    private sealed class Place : IClaimPlace
    {
        private int puts;

        public ConcurrentDictionary<string, DateTimeOffset> Claims { get; } = [];

        public int Puts => puts;

        public async Task PutAsync(string key, string name, CancellationToken cancellationToken)
        {
            await Task.Delay(5, cancellationToken);
            Interlocked.Increment(ref puts);
            Claims[name] = DateTimeOffset.UtcNow;
        }

        public async Task DeleteAsync(string key, string name, CancellationToken cancellationToken)
        {
            await Task.Delay(5, cancellationToken);
            Claims.TryRemove(name, out _);
        }

        public async Task<IReadOnlyList<(string Name, DateTimeOffset Written)>> ListAsync(string key, CancellationToken cancellationToken)
        {
            await Task.Delay(5, cancellationToken);
            return [.. Claims.Select(c => (c.Key, c.Value))];
        }
    }
}
