using Db2Backup.Adapters.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>A recoverable database with rows for all tests of the class: a streamed backup leaves it as it was.</summary>
public sealed class StreamFixture : IAsyncLifetime
{
    private readonly SandboxFixture sandboxes = new();

    internal SandboxFixture Sandboxes => sandboxes;

    internal RecoveryScene Scene { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Scene = await RecoveryScene.CreateAsync(sandboxes, rows: 400);

    public ValueTask DisposeAsync()
    {
        sandboxes.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Backup-Db2Database over named pipes, on the stand-in: what it stores can be restored, and whatever fails leaves nothing.</summary>
public sealed class StreamBackupTests(StreamFixture fixture) : IClassFixture<StreamFixture>, IDisposable
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private readonly RecordingHost host = new();
    private readonly MemoryStore memory = new();
    private readonly TemporaryFolder pipes = new();
    private TestKit.Db2Sandbox Sandbox => fixture.Sandboxes.Sandbox;
    private string Database => fixture.Scene.Name;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => pipes.Dispose();

    [Fact]
    public async Task Two_streams_are_stored_while_Db2_writes_and_stream_back_and_a_restore_that_fails_leaves_no_pipe()
    {
        var published = await RunAsync(Options(streams: 2));
        Assert.True(published.Manifest is { Verified: false, IncludesLogs: true, Files.Count: 2, StandIn: true, DatabaseSeed.Length: > 0 });
        Assert.Null(published.Image);
        Assert.Equal([1, 2], published.Manifest.Files.Select(f => f.Sequence));
        Assert.All(published.Manifest.Files, f => Assert.Equal(published.Timestamp, ImageName.TryParse(f.Name)!.Timestamp));
        Assert.True(published.StoredBytes < published.PlainBytes);
        Assert.True(published.Manifest is { Streamed: true, WaitedForDb2Seconds: > 0, WaitedForStoreSeconds: not null });
        Assert.NotNull(published.HeldBackBy);
        // What Db2 wrote into its diagnostic log of this backup.
        Assert.True(published.Manifest.Db2Statistics is { Readers: > 0, Writers: 2, BufferBytes: > 0 });
        // Nothing of it was staged, and nothing is left.
        AssertClean();
        Assert.Contains(host.Reports, r => r is { DoneBytes: > 0, StoredBytes: > 0, Activity: var a } && a.Contains(Database, StringComparison.Ordinal));
        // One bar with all that the issue names; the time left comes from the utility's own work units, when Db2 told them before it was done.
        Assert.All(host.Reports.Where(r => r.Activity == $"Backing up {Database}" && r.Fraction is > 0), r => Assert.NotNull(r.TimeLeft));
        Assert.Contains(host.Reports, r => r is { Phase: "Confirming", BytesPerSecond: > 0, StoredBytes: > 0 });

        // With its logs in the store they have not to be extracted from it, and it is streamed back.
        await new PublishArchiveLogs(fixture.Scene.Db2, Store, Primitives, host, TimeProvider.System)
            .RunAsync(new(Database, ArchiveCurrent: false, new(new ProtectOptions(CompressionCodec.Gzip, null, [Key.Recipient]))), null, Token);
        Assert.True((await RestoreAsync(fixture.Sandboxes.NewName())).Streamed);
        Assert.Contains(host.Details, d => d.Contains("streamed through a pipe: D", StringComparison.Ordinal) && d.Contains("its logs are in the store", StringComparison.Ordinal));

        // A store that fails in the middle of the stream: that is the cause, Db2 has stopped, and no pipe is left.
        var target = fixture.Sandboxes.NewName();
        var broken = new FaultyStore(memory) { FailKind = StoreCall.OpenRead, Fault = StoreFault.CutsRead, StaysBroken = true };
        host.OnStep = step => broken.FailAt = step.Equals(RestoreStep.Restore) ? 1 : broken.FailAt;
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => RestoreAsync(target, broken));
        Assert.Contains(error.Code, (ErrorCode?[])[ErrorCode.ReadFailed, ErrorCode.StoredDataMismatch, ErrorCode.EncryptedDataTruncated]);
        Assert.Contains(host.Warnings, w => w.Contains(target, StringComparison.Ordinal));
        AssertClean();

        // Db2 that refuses before it opens a pipe, and one that hangs in the middle until somebody has enough.
        host.OnStep = null;
        Refusal.HasId(await Assert.ThrowsAsync<Db2BackupException>(() => RestoreAsync(fixture.Sandboxes.NewName(), db2: Faulty("refuse:RESTORE DATABASE:SQL2532N"))), "SQL2532N");
        AssertClean();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        host.OnStep = step => { if (step.Equals(RestoreStep.Restore)) cancel.CancelAfter(TimeSpan.FromSeconds(2)); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RestoreAsync(fixture.Sandboxes.NewName(), db2: Faulty("hang@2000"), token: cancel.Token));
        AssertClean();
    }

    [Fact]
    public async Task Staged_files_are_checked_and_stored_and_deleted_and_stay_when_they_could_not_be_stored()
    {
        var staging = Sandbox.MakeFolder("staging-" + Database);
        var options = Options(streams: 2) with { StagingPaths = [staging] };
        // Another host may be at work on the same database: no lock reaches that far.
        var elsewhere = StartedRecord.Create(TimeProvider.System) with { HostName = "elsewhere" };
        var key = $"{Database}/backups/20260301T110000Z-20260301120000/started.json";
        memory[key] = ManifestJson.Write(elsewhere);
        var broken = new FaultyStore(memory) { FailKind = StoreCall.Complete, FailAt = 2, StaysBroken = true };
        await Assert.ThrowsAsync<Db2BackupException>(() => Staged(broken).RunAsync(options, Token));
        var left = Directory.GetFiles(Path.Combine(staging, Database));
        Assert.Equal(2, left.Length);
        Assert.Contains(host.Warnings, w => left.All(f => w.Contains(f, StringComparison.Ordinal)));
        Assert.Contains(host.Warnings, w => w.Contains("may be storing", StringComparison.Ordinal) && w.Contains("elsewhere", StringComparison.Ordinal));
        await memory.DeleteAsync(key, Token);
        AssertNothing();
        foreach (var file in left) File.Delete(file);

        var published = Assert.Single(await Staged(memory).RunAsync(options, Token));
        Assert.True(published.Manifest is { Verified: true, Streamed: false, Files.Count: 2, WaitedForStoreSeconds: not null, WaitedForDb2Seconds: null, Db2Statistics.Writers: 2 });
        Assert.True(published is { Image: null, StoredBytes: > 0 });
        Assert.Empty(Directory.GetFiles(Path.Combine(staging, Database)));
    }

    [Fact]
    public async Task An_offline_backup_is_streamed_too_and_the_database_given_back()
    {
        using var user = Sandbox.Session();
        user.Connect(Database);
        Assert.Equal(ErrorCode.DatabaseInUse, (await FailsAsync(Options() with { Mode = BackupMode.Offline })).Code);
        var published = await RunAsync(Options() with { Mode = BackupMode.Offline, Force = true });
        Assert.True(published.Manifest is { Mode: BackupMode.Offline, IncludesLogs: false });
        Assert.Equal(400, fixture.Scene.Count());
        Assert.True((await RestoreAsync(fixture.Sandboxes.NewName(), end: RecoveryTarget.Image)).Streamed);
        AssertClean();
    }

    [Theory]
    // Refused before a pipe is opened; dead in the middle of what it writes.
    [InlineData("refuse:BACKUP DATABASE:SQL2025N", "SQL2025N"), InlineData("die@30000", null)]
    public async Task Db2_that_fails_leaves_nothing_in_the_store(string fault, string? id)
    {
        var error = await FailsAsync(Options(streams: 2), Faulty(fault));
        if (id is not null) Refusal.HasId(error, id);
        AssertNothing();
    }

    [Fact]
    public async Task Db2_that_writes_too_little_and_calls_it_a_success_is_found_out()
    {
        var error = await FailsAsync(Options(streams: 2), Faulty("short@30000"));
        Assert.Equal(ErrorCode.BackupNotConfirmed, error.Code);
        Assert.Contains("came out of them", error.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    [Fact]
    public async Task Db2_that_writes_nothing_any_more_is_stopped()
    {
        var error = await FailsAsync(Options() with { StallLimit = TimeSpan.FromSeconds(1) }, Faulty("hang@30000"));
        Assert.Equal(ErrorCode.BackupStalled, error.Code);
        AssertNothing();
    }

    [Fact]
    public async Task A_store_that_fails_stops_Db2_and_leaves_nothing()
    {
        var store = new FaultyStore(memory) { FailKind = StoreCall.WritePart, FailAt = 2, StaysBroken = true };
        var error = await FailsAsync(Options(streams: 2) with { Publish = Small }, store: store);
        Assert.Equal(ErrorCode.WriteFailed, error.Code);
        Assert.Contains(nameof(StoreCall.WritePart), error.Message, StringComparison.Ordinal);
        AssertNothing();
    }

    [Fact]
    public async Task One_stream_goes_into_several_stores_and_one_that_breaks_on_the_way_is_told_and_left()
    {
        var (other, broken) = (new MemoryStore(), new FaultyStore(new MemoryStore()) { FailKind = StoreCall.WritePart, FailAt = 3, StaysBroken = true });
        var options = Options(streams: 2) with { Publish = Small };
        var published = await Operation(fixture.Scene.Db2, To([("azure", memory), ("nas", broken), ("swift", other)], minimum: 2)).RunAsync(options, Token);
        Assert.Equal(["azure", "swift"], published.Select(p => p.Store));
        // The same stored bytes in both, encrypted once, each with a manifest of its own.
        Assert.Equal(memory.Keys, other.Keys);
        Assert.Equal(published[0].Manifest.Files.Select(f => f.StoredSha256), published[1].Manifest.Files.Select(f => f.StoredSha256));
        Assert.All(published, p => Assert.Equal([null, "WriteFailed", null], p.Copies.Select(c => c.ErrorId)));
        Assert.Contains(host.Warnings, w => w.Contains("is not in nas (WriteFailed", StringComparison.Ordinal));
        AssertClean();
        await RestoreAsync(fixture.Sandboxes.NewName(), other);
    }

    [Fact]
    public async Task Too_few_copies_are_an_error_and_no_word_is_said_against_the_copy_that_is_there()
    {
        var broken = new FaultyStore(new MemoryStore()) { FailKind = StoreCall.Complete, FailAt = 1, StaysBroken = true };
        var error = await FailsAsync(Options() with { Publish = Small }, targets: To([("azure", memory), ("swift", broken)]));
        Assert.Equal(ErrorCode.CopiesTooFew, error.Code);
        Assert.Contains("Complete in azure. Not in swift", error.Message, StringComparison.Ordinal);
        Assert.Contains(memory.Keys, k => k.EndsWith("manifest.json", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Warnings, w => w.Contains("no such image", StringComparison.Ordinal));
        AssertClean();
    }

    [Theory]
    [InlineData("die@30000", false), InlineData(null, true)]
    public async Task What_fails_besides_the_stores_leaves_nothing_in_any_of_them(string? fault, bool cancelled)
    {
        var other = new MemoryStore();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        if (cancelled) host.OnStep = step => { if (step.Equals(StreamBackupStep.Confirm)) cancel.Cancel(); };
        var running = Operation(fault is null ? fixture.Scene.Db2 : Faulty(fault), To([("azure", memory), ("swift", other)])).RunAsync(Options(streams: 2) with { Publish = Small }, cancel.Token);
        if (cancelled) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        // Db2's own error, and not one of the stores.
        else Assert.NotEqual(ErrorCode.CopiesTooFew, (await Assert.ThrowsAsync<Db2BackupException>(() => running)).Code);
        Assert.Empty(other.Keys);
        Assert.Empty(other.OpenUploads);
        AssertNothing();
    }

    [Theory]
    [InlineData(PublishBackupStep.Upload), InlineData(StreamBackupStep.Confirm)]
    public async Task Cancelled_it_stops_Db2_and_leaves_nothing(Enum step)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        host.OnStep = begun =>
        {
            if (begun.Equals(step)) cancel.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Operation(fixture.Scene.Db2, memory).RunAsync(Options(), cancel.Token));
        AssertNothing();
        // Db2 has finished it, and what its history says is not true.
        if (step.Equals(StreamBackupStep.Confirm)) Assert.Contains(host.Warnings, w => w.Contains("no such image", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_history_that_does_not_know_it_is_no_backup()
    {
        host.OnStep = step => { if (step.Equals(StreamBackupStep.Confirm)) SetFault("refuse:LIST HISTORY:SQL1024N"); };
        try
        {
            Refusal.HasId(await FailsAsync(Options()), "SQL1024N");
        }
        finally
        {
            SetFault(null);
        }
        AssertNothing();
    }

    private Repository Store => new(memory, "", "memory");

    /// <summary>To the end of the backup under another name, all rows read.</summary>
    private async Task<RestoreResult> RestoreAsync(string target, IObjectStore? store = null, RecoveryTarget? end = null, ClpConnector? db2 = null, CancellationToken? token = null)
    {
        var plan = await new PlanRecovery(Store).RunAsync(new(Database, target, end ?? RecoveryTarget.EndOfBackup), Token);
        var source = new StoreRestoreSource(new Repository(store ?? memory, "", "memory"), Primitives, [Key], host);
        var options = new RestoreOptions(plan, Sandbox.MakeFolder("work-" + target)) { PipePath = pipes.Path };
        var result = await new RestoreDatabase(db2 ?? fixture.Scene.Db2, source, host, TimeProvider.System).RunAsync(options, token ?? Token);
        Assert.Equal(400, fixture.Scene.Count(target));
        return result;
    }

    private static PublishBackupOptions Small => new() { Slices = new SliceOptions { PartBytes = 4096, PartsPerSlice = 4 } };

    private StreamBackupOptions Options(int streams = 1) => new(Database) { Streams = streams, Recipients = [Key.Recipient], PipePath = pipes.Path };

    private StreamBackup Operation(ClpConnector db2, IObjectStore store) => new(db2, To(store), Primitives, host, TimeProvider.System);

    private BackupTargets To((string Name, IObjectStore Store)[] stores, int? minimum = null) =>
        new(stores.Select(s => new StoreChoice(s.Name, new Repository(s.Store, "", s.Name), null)).ToList(), minimum, host, TimeProvider.System);

    private StreamBackup Operation(ClpConnector db2, BackupTargets targets) => new(db2, targets, Primitives, host, TimeProvider.System);

    private BackupTargets To(IObjectStore store) => new(new Repository(store, "", "memory"), host, TimeProvider.System);

    private StagedBackup Staged(IObjectStore store) => new(fixture.Scene.Db2, To(store), Primitives, host, TimeProvider.System);

    private async Task<PublishedBackup> RunAsync(StreamBackupOptions options) => Assert.Single(await Operation(fixture.Scene.Db2, memory).RunAsync(options, Token));

    private async Task<Db2BackupException> FailsAsync(StreamBackupOptions options, ClpConnector? db2 = null, IObjectStore? store = null, BackupTargets? targets = null) =>
        await Assert.ThrowsAsync<Db2BackupException>(() => Operation(db2 ?? fixture.Scene.Db2, targets ?? To(store ?? memory)).RunAsync(options, Token));

    private ClpConnector Faulty(string fault) => new(fixture.Scene.Db2.Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = fault });

    private void SetFault(string? fault)
    {
        var file = Path.Combine(Sandbox.Home, "sqllib", "emulator", "faults");
        if (fault is null) File.Delete(file);
        else File.WriteAllText(file, fault);
    }

    private void AssertNothing()
    {
        Assert.Empty(memory.Keys);
        AssertClean();
        Assert.Equal(400, fixture.Scene.Count());
    }

    private void AssertClean()
    {
        Assert.Empty(Directory.GetFileSystemEntries(pipes.Path));
        using var session = Sandbox.Session();
        session.Db2("LIST UTILITIES").Says("SQL1611W");
    }
}
