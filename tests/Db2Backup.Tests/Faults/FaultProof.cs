using System.Diagnostics;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Operations;

namespace Db2Backup.Tests.Faults;

/// <summary>Runs one cell: lets the world fail at a step, and looks at everything that must or must not be afterwards.</summary>
internal sealed class FaultProof(FaultScene scene, Enum step)
{
    // A hung statement is interrupted and the session given up after 20 s at the latest; the rest is a slow machine.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The fault made Db2 say something that nobody could confirm: the U switch can change what comes of it. What is said without the fault
    /// too is proven under the switch by a run without faults.
    /// </summary>
    public bool HeardUnconfirmed { get; private set; }

    private string TestClass => TestContext.Current.TestClass!.TestClassName;

    /// <returns>The id of the failure; null when the operation succeeded, truly.</returns>
    public async Task<string?> RunAsync(Cell cell)
    {
        // A cell that failed may have left the instance down.
        if (scene.Sandbox.EnginePid == 0) scene.Sandbox.Start();
        await scene.PrepareAsync();
        var before = await scene.BeforeAsync();
        var files = scene.Files();
        var processes = scene.Sandbox.Processes().Select(p => p.Pid).ToHashSet();
        var host = new RecordingHost();
        var said = UnknownIds.SaidBy(TestClass);
        using var world = new FaultyWorld(scene, step, cell switch { Cell.Fails f => f.Injection, Cell.Harmless h => h.Injection, Cell.FailsOrHarmless e => e.Injection, _ => throw new ArgumentOutOfRangeException(nameof(cell)) }, host, processes, Token);

        object? result = null;
        var elapsed = Stopwatch.StartNew();
        var error = await Record.ExceptionAsync(async () => result = await scene.RunAsync(host, world.Clock, world.Token));
        world.Heal();
        Assert.True(elapsed.Elapsed < Bound, $"it took {elapsed.Elapsed}");
        Assert.Contains(step, host.Steps);
        Assert.Null(world.Failure);

        var engineDied = scene.Sandbox.EnginePid == 0;
        var told = string.Join('\n', host.Warnings);
        switch (cell)
        {
            case Cell.Fails fails:
                HasId(error, fails.Ids);
                break;
            case Cell.FailsOrHarmless either:
                if (error is not null) HasId(error, either.Ids);
                break;
            default:
                Assert.Null(error);
                break;
        }
        if (error is not null) told += "\n" + error.Message;
        NoProcessIsLeft(processes);
        NoDebrisIsLeft(error is null ? scene.Files() : files, told);
        if (engineDied) scene.Sandbox.Start();
        if (error is null) await scene.ProveAsync(result!);
        else await StateIsAsItWasOrNamedAsync(before, told);

        scene.RemoveLeft(files);
        var (withFault, healed) = (UnknownIds.IdsSaidBy(TestClass, said), UnknownIds.SaidBy(TestClass));
        await scene.ProveAsync(await scene.RunAsync(new RecordingHost(), TimeProvider.System, Token));
        scene.SaidWithoutFault.UnionWith(UnknownIds.IdsSaidBy(TestClass, healed));
        HeardUnconfirmed = !withFault.IsSubsetOf(scene.SaidWithoutFault);
        return error is Db2BackupException { ErrorId: var id } ? id : error is null ? null : Cell.CancelledId;
    }

    private static void HasId(Exception? error, string[] ids)
    {
        Assert.NotNull(error);
        if (error is OperationCanceledException) Assert.Contains(Cell.CancelledId, ids);
        else Refusal.HasId(Assert.IsType<Db2BackupException>(error), ids);
    }

    private void NoProcessIsLeft(HashSet<int> before)
    {
        // A back end whose shell was killed asks for its parent only every so often.
        Eventually.Holds(() => scene.Sandbox.Processes().All(p => before.Contains(p.Pid)), "no process of the operation is left", TimeSpan.FromSeconds(20));
        Eventually.Holds(() => Shells() == 0, "no shell of a session is left", TimeSpan.FromSeconds(10));
    }

    /// <summary>Shells of sessions and tools: the instance's profile is among their arguments.</summary>
    private int Shells() => Directory.EnumerateDirectories("/proc").Count(folder =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(folder), out _) && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(scene.Db2.Instance.ProfilePath! + "\0", StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains("db2backup\0", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It ended just now, or is another user's.
        }
    });

    private void NoDebrisIsLeft(IReadOnlyList<string> before, string told)
    {
        Assert.Empty(scene.TemporaryFiles());
        foreach (var left in scene.Files().Except(before))
            Assert.True(told.Contains(left, StringComparison.Ordinal) || told.Contains(Path.GetDirectoryName(left)!, StringComparison.Ordinal), $"{left} is left and not named in:\n{told}");
        Assert.DoesNotContain(scene.Files(), f => Path.GetFileName(f).StartsWith('.'));
    }

    private async Task StateIsAsItWasOrNamedAsync(IReadOnlyDictionary<string, string> before, string told)
    {
        var after = await scene.StateAsync();
        foreach (var (what, was) in before)
        {
            var now = after.GetValueOrDefault(what);
            // Of a pending database neither rows nor quiesce can be seen; that it is pending is named.
            if (now == was || (now is null && what is "rows" or "UNQUIESCE")) continue;
            Assert.True(told.Contains(what, StringComparison.OrdinalIgnoreCase), $"{what} was {was} and is {now}, which is not named in:\n{told}");
        }
    }
}
