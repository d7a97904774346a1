using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>Get-Db2ArchiveLog, Test-Db2LogChain and Remove-Db2ArchiveLog on an instance and a store.</summary>
public sealed class ArchiveLogTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<LogChainResult> CheckAsync(RecoveryScene scene, bool storeOnly = false, TimeSpan? grace = null) =>
        new CheckLogChain(scene.Store, scene.Host, TimeProvider.System).RunAsync(storeOnly ? null : scene.Db2, scene.Name, grace ?? TimeSpan.FromMinutes(15), Token);

    private static RemoveArchiveLogs Remover(RecoveryScene scene) => new(scene.Db2, [scene.Store], new BouncyCastlePrimitives(), scene.Host, TimeProvider.System);

    private static string ObjectOf(RecoveryScene scene, LogExtent log) => scene.Memory.Keys.Single(k => k.Contains($"{log}-", StringComparison.Ordinal) && !k.EndsWith(".json", StringComparison.Ordinal));

    [Fact]
    public async Task Logs_are_listed_with_whether_they_were_shipped_and_the_chain_tells_what_is_missing()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        scene.Insert(100);
        var shipped = await scene.ShipLogsAsync();
        Assert.Equal(LogChainState.Ok, (await CheckAsync(scene)).State);
        scene.Insert(101);
        using (var session = fixture.Sandbox.Session()) session.Db2($"ARCHIVE LOG FOR DATABASE {scene.Name}").Ok();
        var list = new ListArchiveLogs(scene.Host, TimeProvider.System);
        IReadOnlyList<Db2ArchiveLog> logs = [];
        // ARCHIVE LOG is asynchronous.
        for (var tries = 0; tries < 100 && logs.All(l => l.Published != LogPublication.No); tries++)
        {
            logs = await list.RunAsync(scene.Db2, scene.Name, [scene.Store], digest: true, Token);
            await Task.Delay(50, Token);
        }
        Assert.Equal(shipped.Select(l => (l.Log, l.Sha256, l.Key)), logs.Where(l => l.Published == LogPublication.Yes).Select(l => (l.Log, l.Sha256!, l.Keys[0])));
        Assert.All(logs, l => Assert.Equal((ArchiveLogPlace.Archive, new FileInfo(l.Path!).Length), (l.Place, l.Length)));
        Assert.All((await list.RunAsync(scene.Db2, scene.Name, [scene.Store], digest: false, Token)).Where(l => shipped.Any(s => s.Log == l.Log)), l => Assert.Equal((LogPublication.ByName, null), (l.Published, l.Sha256)));
        Assert.Equal(shipped.Select(s => s.Log), (await ListArchiveLogs.InStoresAsync(scene.Name, [scene.Store], Token)).Select(l => l.Log));

        // The new one is on its way, and late when nobody takes it.
        var soon = await CheckAsync(scene);
        Assert.True(soon is { State: LogChainState.Ok, Uploading: > 0, Lost: 0 }, $"{soon}");
        Assert.Equal((LogChainState.Warning, 1), (await CheckAsync(scene, grace: TimeSpan.Zero)) is { Delayed: > 0 } late ? (late.State, late.ExitCode) : default);
        // Gone from the store it is late again, gone from the server too it is lost; nobody looked at the server, it is lost as well.
        var gone = shipped[^1];
        await scene.Memory.DeleteAsync(gone.Key, Token);
        Assert.Equal(0, (await CheckAsync(scene)).Lost);
        // It was the last one there: the store alone does not tell that it ever was.
        Assert.Equal(0, (await CheckAsync(scene, storeOnly: true)).Lost);
        File.Delete(gone.Path);
        var lost = await CheckAsync(scene);
        Assert.Equal((LogChainState.Critical, 2, gone.Log.Name.ToString()), (lost.State, lost.ExitCode, Assert.Single(lost.Missing, m => m.Status == LogChainStatus.Lost).First));
        // Of a connection there was no need: no log was closed for the looking.
        Assert.DoesNotContain(scene.Host.Details.TakeLast(20), d => d.StartsWith("CONNECT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_before_the_oldest_kept_backup_go_and_nothing_else_and_the_restore_still_works()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var first = await scene.BackUpAsync();
        scene.Insert(100);
        scene.Insert(101);
        await scene.ShipLogsAsync();
        var second = await scene.BackUpAsync();
        scene.Insert(102);
        await scene.ShipLogsAsync();
        var options = new RemoveArchiveLogsOptions(scene.Name);
        // The first backup is kept, in the store and here: everything after it stays.
        Assert.DoesNotContain((await Remover(scene).PlanAsync(options, Token)).Candidates, c => c.Log.Name.Number >= Number(first.Manifest.FirstLog));
        await new RemoveBackup(scene.Store, scene.Host).RunAsync(first, Token);
        Assert.DoesNotContain((await Remover(scene).PlanAsync(options, Token)).Candidates, c => c.Log.Name.Number >= Number(first.Manifest.FirstLog));
        foreach (var file in Directory.EnumerateFiles(fixture.Sandbox.MakeFolder("images-" + scene.Name), $"*.{first.Timestamp}.*", SearchOption.AllDirectories)) File.Delete(file);

        var plan = await Remover(scene).PlanAsync(options, Token);
        Assert.True(plan.Candidates.Count >= 2, string.Join(", ", plan.Kept));
        Assert.All(plan.Candidates, c => Assert.True(c.Log.Name.Number < Number(second.Manifest.FirstLog)));
        var before = Archived(scene);

        // What the store does not give back as it was stored stays, and so does all that a backup needs which came while it was read.
        var broken = plan.Candidates[0];
        var key = ObjectOf(scene, broken.Log);
        var whole = scene.Memory[key];
        scene.Memory[key] = [.. whole[..^1], (byte)(whole[^1] ^ 1)];
        scene.Host.OnStep = step =>
        {
            if (step is not RemoveArchiveLogsStep.CheckAgain) return;
            scene.Memory[first.Key + "manifest.json"] = ManifestJson.Write(first.Manifest);
        };
        var none = await Remover(scene).RunAsync(options, Token);
        Assert.Equal((0, before.Count), (none.Removed, Archived(scene).Count(before.Contains)));
        Assert.Contains(none.Kept, k => k.Reason == LogKeepReason.NeededByBackup && k.Path == broken.Path);
        scene.Host.OnStep = null;
        await scene.Memory.DeleteAsync(first.Key + "manifest.json", Token);

        var removal = await Remover(scene).RunAsync(options, Token);
        Assert.Equal(plan.Candidates.Skip(1).Select(c => c.Path).Order(), removal.Path.Order());
        Assert.Equal(LogKeepReason.NotVerified, Assert.Single(removal.Kept, k => k.Path == broken.Path).Reason);
        Assert.All(removal.Path, p => Assert.False(File.Exists(p), p));
        Assert.Superset(before.Except(removal.Path).ToHashSet(), Archived(scene));
        scene.Memory[key] = whole;
        Assert.Equal(broken.Path, Assert.Single((await Remover(scene).RunAsync(options, Token)).Path));

        Assert.Equal(LogChainState.Ok, (await CheckAsync(scene)).State);
        scene.Lose();
        var copy = fixture.NewName();
        await scene.RestoreAsync(RecoveryTarget.EndOfLogs, copy);
        Assert.Equal(13, scene.Count(copy));
    }

    [Fact]
    public async Task What_the_state_forbids_is_refused_before_a_store_is_read()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        await scene.BackUpAsync();
        await scene.ShipLogsAsync();
        using var session = fixture.Sandbox.Session();
        var options = new RemoveArchiveLogsOptions(scene.Name) { Rules = new LogRemovalRules { Force = true } };
        async Task RefusedAsync(ErrorCode code, string setting, string back, bool force)
        {
            session.Db2($"UPDATE DB CFG FOR {scene.Name} USING {setting}").Ok();
            Assert.Equal(code, (await Assert.ThrowsAsync<Db2BackupException>(() => Remover(scene).RunAsync(options with { Rules = new LogRemovalRules { Force = force } }, Token))).Code);
            session.Db2($"UPDATE DB CFG FOR {scene.Name} USING {back}").Ok();
        }
        await RefusedAsync(ErrorCode.LogRemovalUnsafe, "LOGSECOND -1", "LOGSECOND 12", force: true);
        await RefusedAsync(ErrorCode.LogReadersPossible, "LOG_DDL_STMTS YES", "LOG_DDL_STMTS NO", force: false);
        Assert.DoesNotContain(scene.Host.Steps, s => s is RemoveArchiveLogsStep.ReadBack);
        scene.Memory[(await new ListBackups(scene.Store).RunAsync(new(), Token)).Backups[0].Key + "manifest.json"] = [1];
        Assert.Equal(ErrorCode.LogRemovalUnsafe, (await Assert.ThrowsAsync<Db2BackupException>(() => Remover(scene).PlanAsync(options, Token))).Code);
    }

    [Fact]
    public async Task Logs_that_Db2_compressed_are_stored_as_they_are_and_a_restore_reads_them()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        using (var session = fixture.Sandbox.Session()) session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHCOMPR1 ON").Ok();
        await scene.BackUpAsync();
        scene.Insert(100);
        scene.Insert(101);
        var shipped = await scene.ShipLogsAsync();
        Assert.All(shipped, l => Assert.True(l.CompressedByDb2 && l.Key.EndsWith(".age", StringComparison.Ordinal) && !l.Key.EndsWith(".gz.age", StringComparison.Ordinal), l.Key));
        var described = await new LogCatalog(scene.Store).DescribeAsync((await new LogCatalog(scene.Store).ListAsync(scene.Name, Token))[^1], Token);
        Assert.True(described.Description is { CompressedByDb2: true, StoredSha256.Length: 64 });
        // A call every minute: nothing is read, nothing is stored.
        var calls = scene.Memory.Keys;
        Assert.All(await scene.ShipLogsAsync(archiveCurrent: false), l => Assert.True(l.WasPublishedBefore));
        Assert.Equal(calls, scene.Memory.Keys);
        scene.Lose();
        var copy = fixture.NewName();
        await scene.RestoreAsync(RecoveryTarget.EndOfLogs, copy);
        Assert.Equal(12, scene.Count(copy));
    }

    [Fact]
    public async Task After_two_points_in_time_in_a_row_the_logs_of_the_last_branch_follow()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var backup = await scene.BackUpAsync();
        scene.Insert(100);
        var moment = await RecoveryScene.MomentAsync();
        for (var life = 1; life <= 2; life++)
        {
            scene.Insert(100 + life);
            await scene.ShipLogsAsync();
            await scene.RestoreAsync(RecoveryTarget.At(moment), scene.Name, o => o with { Force = true, Overwrite = true }, backup.Timestamp);
            Assert.Equal(11, scene.Count());
        }
        scene.Insert(150);
        await scene.ShipLogsAsync();
        Assert.True((await new LogCatalog(scene.Store).ListAsync(scene.Name, Token)).Max(l => l.Log.Chain) >= 2);
        Assert.Equal(0, (await CheckAsync(scene)).Lost);
        var copy = fixture.NewName();
        await scene.RestoreAsync(RecoveryTarget.EndOfLogs, copy, timestamp: backup.Timestamp);
        Assert.Equal(12, scene.Count(copy));
    }

    [Fact]
    public async Task A_database_that_was_dropped_and_created_again_ships_its_logs_beside_those_of_the_first_and_each_backup_finds_its_own()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var first = await scene.BackUpAsync();
        scene.Insert(100);
        var before = await scene.ShipLogsAsync();
        using (var session = fixture.Sandbox.Session())
        {
            session.Db2($"DROP DATABASE {scene.Name}").Ok();
            session.Db2($"CREATE DATABASE {scene.Name}").Ok();
            session.Connect(scene.Name);
            session.Db2("CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY, S VARCHAR(40))").Ok();
            session.Db2("TERMINATE");
            session.Db2($"UPDATE DB CFG FOR {scene.Name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive}").Ok();
            session.Db2($"BACKUP DATABASE {scene.Name} TO /dev/null").Ok();
        }
        // It is another database: its backup is not taken for one of the first, until somebody says so.
        var image = await new OnlineBackup(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [fixture.Sandbox.Backups]), Token);
        var publish = new PublishBackup(scene.Store, scene.Host, TimeProvider.System);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => publish.RunAsync(image, new(), Token));
        Assert.Equal(ErrorCode.RepositoryBelongsToOther, error.Code);
        var second = await publish.RunAsync(image, new() { Admit = $"{scene.Db2.Instance.Instance}@{scene.Db2.Instance.HostName}" }, Token);
        scene.Insert(200);
        scene.Insert(201);
        scene.Insert(202);
        var after = await scene.ShipLogsAsync();
        Assert.Contains(after, l => !l.WasPublishedBefore && before.Any(b => b.Log.Name == l.Log.Name && b.Sha256 != l.Sha256));
        Assert.All(before, l => Assert.Contains(l.Key, scene.Memory.Keys));
        Assert.Equal(LogChainState.Ok, (await CheckAsync(scene)).State);
        scene.Lose();
        var (one, other) = (fixture.NewName(), fixture.NewName());
        await scene.RestoreAsync(RecoveryTarget.EndOfLogs, one, timestamp: second.Timestamp);
        await scene.RestoreAsync(RecoveryTarget.EndOfBackup, other, timestamp: first.Timestamp);
        Assert.Equal((3, 10), (scene.Count(one), scene.Count(other)));
    }

    private HashSet<string> Archived(RecoveryScene scene) =>
        Directory.EnumerateFiles(Path.Combine(fixture.Sandbox.Archive, fixture.Sandbox.InstanceName, scene.Name), "*.LOG", SearchOption.AllDirectories).ToHashSet();

    private static int Number(string? log) => LogFileName.TryParse(log, out var name) ? name.Number : -1;
}
