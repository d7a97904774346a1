using Db2Backup.Catalog;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

/// <summary>What in a store is debris, and that nothing else is ever deleted.</summary>
public sealed class StoreDebrisTests
{
    private const string Dead = "SAMPLE/backups/20260301T110000Z-20260301120000/", Image = "SAMPLE.0.db2inst1.DBPART000.20260301120000.001.zst.age.0001";
    private readonly MemoryStore memory = new();
    private readonly RecordingHost host = new();
    private Repository Store => new(memory, "", "memory");
    private static CancellationToken Token => TestContext.Current.CancellationToken;
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Objects_of_a_dead_run_are_found_and_removed_and_everything_else_stays()
    {
        Put(Dead, Started(Environment.MachineName, processId: int.MaxValue));
        // At work: this process, with its mark; another host, not long ago. And one that became a backup, one that was pinned, a log.
        var mine = StartedRecord.Create(TimeProvider.System);
        using var alive = RunMark.Make(mine.RunId);
        Put("SAMPLE/backups/20260302T110000Z-20260302120000/", mine);
        Put("SAMPLE/backups/20260303T110000Z-20260303120000/", Started("elsewhere", 1));
        Put("SAMPLE/backups/20260304T110000Z-20260304120000/", Started(Environment.MachineName, int.MaxValue), "manifest.json");
        Put("SAMPLE/backups/20260305T110000Z-20260305120000/", Started(Environment.MachineName, int.MaxValue), "pin.json");
        memory["SAMPLE/logs/NODE0000/LOGSTREAM0000/C0000000/S0000012.LOG-0123456789abcdef.zst.age"] = [1];
        memory["SAMPLE/identity.json"] = [1];
        Put("OTHER/backups/20260301T110000Z-20260301120000/", Started("elsewhere", 1, Now - StartedRecord.StaleAfter - TimeSpan.FromHours(1)));
        var before = memory.Keys.Order().ToList();

        var clear = new ClearDebris(host, TimeProvider.System);
        var found = Assert.Single(await clear.FindObjectsAsync(Store, "SAMPLE", Token));
        Assert.Equal((Dead, 1, 3L), (found.Path, found.Objects, found.SizeBytes));
        Assert.Contains(int.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture), found.StartedBy, StringComparison.Ordinal);
        Assert.Equal(before, memory.Keys.Order());
        Assert.Equal(["OTHER/backups/20260301T110000Z-20260301120000/", Dead], (await clear.FindObjectsAsync(Store, null, Token)).Select(d => d.Path).Order());

        // Whoever begins a backup is told of both: what is dead, and who may be at work, here or on another host.
        await new StoreDebris(Store, TimeProvider.System).TellAsync("SAMPLE", host, Token);
        Assert.Single(host.Warnings, w => w.Contains("Clear-Db2BackupDebris", StringComparison.Ordinal) && w.Contains(Dead, StringComparison.Ordinal));
        Assert.Equal(2, host.Warnings.Count(w => w.Contains("may be storing", StringComparison.Ordinal)));

        Assert.True(await clear.RemoveObjectsAsync(Store, found, Token));
        Assert.Equal(before.Where(k => !k.StartsWith(Dead, StringComparison.Ordinal)), memory.Keys.Order());
        Assert.False(await clear.RemoveObjectsAsync(Store, found, Token));
    }

    [Fact]
    public async Task What_became_a_backup_between_the_look_and_the_deed_stays()
    {
        Put(Dead, Started(Environment.MachineName, int.MaxValue));
        var clear = new ClearDebris(host, TimeProvider.System);
        var found = Assert.Single(await clear.FindObjectsAsync(Store, null, Token));
        memory[Dead + "manifest.json"] = [1];
        Assert.False(await clear.RemoveObjectsAsync(Store, found, Token));
        Assert.Equal(3, memory.Keys.Count());
    }

    [Fact]
    public async Task A_folder_without_a_started_json_is_debris_only_when_it_is_old()
    {
        memory[Dead + Image] = [1, 2, 3];
        Assert.Empty(await new StoreDebris(Store, TimeProvider.System).FindAsync(null, Token));
        Assert.Single(await new StoreDebris(Store, new LaterClock(StartedRecord.StaleAfter + TimeSpan.FromHours(1))).FindAsync(null, Token));
    }

    private void Put(string folder, StartedRecord started, string? more = null)
    {
        memory[folder + "started.json"] = ManifestJson.Write(started);
        memory[folder + Image] = [1, 2, 3];
        if (more is not null) memory[folder + more] = [1];
    }

    private static StartedRecord Started(string hostName, int processId, DateTimeOffset? time = null) => new()
    {
        RunId = Guid.NewGuid(), HostName = hostName, ProcessId = processId, ProcessStartTime = time ?? Now, StartedTime = time ?? Now, ModuleVersion = "0.1.0",
    };

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }
}
