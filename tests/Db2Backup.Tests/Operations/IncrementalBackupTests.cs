using Db2Backup.Adapters.Cryptography;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>Enable-Db2IncrementalBackup and -Kind, on the stand-in. [images-and-logs.md, Full / incremental / delta]</summary>
public sealed class IncrementalBackupTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>, IDisposable
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private readonly TemporaryFolder pipes = new();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => pipes.Dispose();

    private async Task<IncrementalBackupResult> EnableAsync(RecoveryScene scene, bool force = false, ClpConnector? db2 = null) =>
        await new EnableIncrementalBackup(db2 ?? scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [fixture.Sandbox.Backups]) { Force = force }, Token);

    private async Task<BackupImage> TakeAsync(RecoveryScene scene, BackupKind kind, bool offline = false) => offline
        ? await new OfflineBackup(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [fixture.Sandbox.Backups]) { Kind = kind }, Token)
        : await new OnlineBackup(scene.Db2, scene.Host, TimeProvider.System).RunAsync(new(scene.Name, [fixture.Sandbox.Backups]) { Kind = kind }, Token);

    private async Task<PublishedBackup> StreamAsync(RecoveryScene scene, BackupKind kind) => Assert.Single(await
        new StreamBackup(scene.Db2, new BackupTargets(scene.Store, scene.Host, TimeProvider.System), Primitives, scene.Host, TimeProvider.System).RunAsync(new StreamBackupOptions(scene.Name) { Kind = kind, Recipients = [Key.Recipient], PipePath = pipes.Path }, Token));

    /// <summary>As Db2 wrote it.</summary>
    private static Task<PublishedBackup> PublishAsync(RecoveryScene scene, BackupImage image) =>
        new PublishBackup(scene.Store, scene.Host, TimeProvider.System).RunAsync(image, new(), Token);

    private static async Task RefusedAsync(ErrorCode code, Func<Task> act) => Assert.Equal(code, (await Assert.ThrowsAsync<Db2BackupException>(act)).Code);

    [Fact]
    public async Task A_chain_is_taken_and_stored_only_upon_what_it_builds_on_and_nothing_of_it_is_deleted_alone_or_restored_alone()
    {
        var scene = await RecoveryScene.CreateAsync(fixture, rows: 300);
        await RefusedAsync(ErrorCode.IncrementalBackupOff, () => TakeAsync(scene, BackupKind.Delta));
        var enabled = await EnableAsync(scene);
        Assert.True(enabled is { Changed: true, InitialBackup: { Verified: true, Kind: BackupKind.Full, Mode: BackupMode.Online, Predecessor: null }, DatabaseInfo.TracksModifications: true });
        var full = enabled.InitialBackup!;
        // Run twice it changes nothing.
        Assert.True(await EnableAsync(scene) is { Changed: false, InitialBackup: null });

        scene.Insert(1001);
        var delta = await TakeAsync(scene, BackupKind.Delta);
        Assert.True(delta is { Verified: true, Kind: BackupKind.Delta } && delta.Predecessor == full.Timestamp && delta.SizeBytes < full.SizeBytes);
        scene.Insert(1002);
        var second = await TakeAsync(scene, BackupKind.Delta);
        Assert.Equal(delta.Timestamp, second.Predecessor);
        var incremental = await TakeAsync(scene, BackupKind.Incremental, offline: true);
        Assert.Equal(full.Timestamp, incremental.Predecessor);

        // The store takes none whose chain it lacks, through pipes not even one that Db2 has yet to write.
        await RefusedAsync(ErrorCode.PredecessorNotStored, () => PublishAsync(scene, delta));
        await RefusedAsync(ErrorCode.PredecessorNotStored, () => StreamAsync(scene, BackupKind.Delta));
        Assert.DoesNotContain(scene.Memory.Keys, k => k.Contains("/backups/", StringComparison.Ordinal));
        var stored = await PublishAsync(scene, full);
        await RefusedAsync(ErrorCode.PredecessorNotStored, () => PublishAsync(scene, second));
        var storedDelta = await PublishAsync(scene, delta);
        Assert.True(storedDelta.Manifest is { Kind: BackupKind.Delta } && storedDelta.Manifest.Predecessor == full.Timestamp);
        await PublishAsync(scene, incremental);
        var streamed = await StreamAsync(scene, BackupKind.Delta);
        Assert.Equal(incremental.Timestamp, streamed.Manifest.Predecessor);

        await RefusedAsync(ErrorCode.NoBackupFits, () => scene.PlanAsync(RecoveryTarget.EndOfBackup, timestamp: storedDelta.Timestamp));
        await RefusedAsync(ErrorCode.BackupHasDependents, () => new RemoveBackup(scene.Store, scene.Host).RunAsync(stored, Token));
        await new RemoveBackup(scene.Store, scene.Host).RunAsync(storedDelta, Token);

        // A new table space wants a full backup again, as Db2 says itself.
        using (var session = fixture.Sandbox.Session())
        {
            session.Connect(scene.Name);
            session.Db2("CREATE TABLESPACE MORE").Ok();
        }
        Refusal.HasId(await Assert.ThrowsAsync<Db2BackupException>(() => TakeAsync(scene, BackupKind.Delta)), "SQL2426N");
        Assert.Null((await TakeAsync(scene, BackupKind.Full)).Predecessor);
    }

    [Fact]
    public async Task Enabling_ends_nobody_unasked_and_what_a_failed_run_left_the_next_one_finishes()
    {
        var scene = await RecoveryScene.CreateAsync(fixture, recoverable: false);
        using var user = fixture.Sandbox.Session();
        user.Connect(scene.Name);
        await RefusedAsync(ErrorCode.DatabaseInUse, () => EnableAsync(scene));
        Assert.DoesNotContain("TRACKMOD", string.Concat(scene.Host.Warnings), StringComparison.Ordinal);
        user.Db2("CONNECT RESET").Ok();
        // There is a full backup from before: it is nothing to build on, and must not be taken for it.
        await TakeAsync(scene, BackupKind.Full, offline: true);
        user.Connect(scene.Name);

        var faulty = new ClpConnector(scene.Db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "refuse:BACKUP DATABASE:SQL2025N" });
        Refusal.HasId(await Assert.ThrowsAsync<Db2BackupException>(() => EnableAsync(scene, force: true, faulty)), "SQL2025N");
        Assert.Contains(scene.Host.Warnings, w => w.Contains("TRACKMOD YES", StringComparison.Ordinal) && w.Contains("was not taken", StringComparison.Ordinal));
        Assert.Equal(10, scene.Count());

        var enabled = await EnableAsync(scene);
        Assert.True(enabled is { Changed: true, InitialBackup.Mode: BackupMode.Offline });
        scene.Insert(2001);
        Assert.Equal(enabled.InitialBackup!.Timestamp, (await TakeAsync(scene, BackupKind.Delta, offline: true)).Predecessor);
        Assert.False((await EnableAsync(scene)).Changed);
    }
}
