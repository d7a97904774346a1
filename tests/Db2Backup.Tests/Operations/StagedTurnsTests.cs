using Db2Backup.Operations;

namespace Db2Backup.Tests.Operations;

/// <summary>Several databases with staged files: who overlaps with whom.</summary>
public sealed class StagedTurnsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly List<string> events = [];

    private void Note(string what)
    {
        lock (events) events.Add(what);
    }

    [Fact]
    public async Task One_is_stored_while_the_next_is_taken_and_no_third_has_files_and_each_is_told_in_its_turn()
    {
        var stored = new[] { new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource() };
        var running = StagedTurns.RunAsync([0, 1, 2], async (i, turn, token) =>
        {
            Note($"take {i}");
            await turn.TakenAsync(token);
            Note($"store {i}");
            await stored[i].Task.WaitAsync(token);
            // What is wrong with one database is its own.
            return i == 1 ? throw new IOException("full") : $"result {i}";
        }, (i, ended) =>
        {
            Note(ended.IsFaulted ? $"error {i}" : ended.Result);
            return Task.CompletedTask;
        }, Token);
        await SeenAsync("take 1");
        Assert.Equal(["store 0", "take 0", "take 1"], events.Order());
        stored[0].SetResult();
        await SeenAsync("store 1");
        await SeenAsync("take 2");
        Assert.DoesNotContain("store 2", events);
        stored[1].SetResult();
        stored[2].SetResult();
        await running;
        Assert.Equal(["result 0", "error 1", "result 2"], events.Where(e => e.StartsWith("result", StringComparison.Ordinal) || e.StartsWith("error", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancellation_stops_both_that_are_under_way_and_begins_no_other()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var ended = 0;
        var running = StagedTurns.RunAsync([0, 1, 2], async (i, turn, token) =>
        {
            Note($"take {i}");
            try
            {
                if (i == 0) await turn.TakenAsync(token);
                await Task.Delay(Timeout.Infinite, token);
                return i;
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }
        }, (_, _) => Task.CompletedTask, cancel.Token);
        await SeenAsync("take 1");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(2, ended);
        Assert.DoesNotContain("take 2", events);
    }

    private async Task SeenAsync(string what)
    {
        for (var i = 0; i < 500; i++)
        {
            lock (events)
                if (events.Contains(what)) return;
            await Task.Delay(10, Token);
        }
        Assert.Fail($"never: {what}");
    }
}
