using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Faults;

public sealed class OnlineBackupScene : FaultScene
{
    public OnlineBackupScene() : base("faulton")
    {
        NewDatabase("SAMPLE", rows: 300);
        EnableAsync(new Operations.RecordingHost(), TimeProvider.System, force: false, CancellationToken.None).GetAwaiter().GetResult();
    }

    internal override string FolderOf(Enum step) => Path.Combine(Sandbox.Backups, Database);

    internal override Task PrepareAsync() => Task.CompletedTask;

    internal override async Task<object> RunAsync(IOperationHost host, TimeProvider clock, CancellationToken cancellationToken) =>
        await new OnlineBackup(Db2, host, clock).RunAsync(new(Database, [Sandbox.Backups]), cancellationToken);

    internal override async Task ProveAsync(object result)
    {
        var image = Assert.IsType<BackupImage>(result);
        Assert.True(image is { Verified: true, IncludesLogs: true, Mode: BackupMode.Online });
        Assert.All(image.Path, path => Assert.True(new FileInfo(path).Length > 0));
        Assert.Equal("300", (await StateAsync())["rows"]);
    }
}

public sealed class OnlineBackupFaultTests(OnlineBackupScene online, ITestOutputHelper output) : FaultCells(online, typeof(OnlineBackupStep), output), IClassFixture<OnlineBackupScene>
{
    public static TheoryData<string, Fault> Cells() => CellsOf(typeof(OnlineBackupStep));

    [Theory, MemberData(nameof(Cells))]
    public Task An_online_backup_survives(string step, Fault fault) => ProveAsync(step, fault);

    /// <summary>The worst of them, in no cell because Db2 calls it a success: nothing more was written after so many bytes.</summary>
    [Fact]
    public Task An_image_cut_short_that_Db2_calls_successful_is_a_failure() =>
        new FaultProof(online, OnlineBackupStep.RunBackup).RunAsync(new Cell.Fails(new Injection.Switch("short@20000"), ErrorCode.ImageVerificationFailed));
}

public sealed class OfflineBackupScene : FaultScene
{
    private Db2Session? user;

    public OfflineBackupScene() : base("faultof") => NewDatabase("SAMPLE", rows: 300);

    internal override string FolderOf(Enum step) => Path.Combine(Sandbox.Backups, Database);

    /// <summary>Somebody is in the database, so that it is quiesced, and must be given back.</summary>
    internal override Task PrepareAsync()
    {
        user?.Dispose();
        user = Sandbox.Session();
        user.Connect(Database);
        Directory.CreateDirectory(FolderOf(OfflineBackupStep.PrepareFolders));
        return Task.CompletedTask;
    }

    internal override async Task<object> RunAsync(IOperationHost host, TimeProvider clock, CancellationToken cancellationToken) =>
        await new OfflineBackup(Db2, host, clock).RunAsync(new(Database, [Sandbox.Backups]) { Force = true }, cancellationToken);

    internal override async Task ProveAsync(object result)
    {
        var image = Assert.IsType<BackupImage>(result);
        Assert.True(image is { Verified: true, Mode: BackupMode.Offline });
        Assert.All(image.Path, path => Assert.True(new FileInfo(path).Length > 0));
        var state = await StateAsync();
        Assert.Equal("300", state["rows"]);
        Assert.Equal("not needed", state["UNQUIESCE"]);
    }
}

public sealed class OfflineBackupFaultTests(OfflineBackupScene scene, ITestOutputHelper output) : FaultCells(scene, typeof(OfflineBackupStep), output), IClassFixture<OfflineBackupScene>
{
    public static TheoryData<string, Fault> Cells() => CellsOf(typeof(OfflineBackupStep));

    [Theory, MemberData(nameof(Cells))]
    public Task An_offline_backup_survives(string step, Fault fault) => ProveAsync(step, fault);
}

public sealed class EnableArchiveLoggingScene() : FaultScene("faulten")
{
    private Db2Session? user;
    private int databases;

    internal override string FolderOf(Enum step) => Sandbox.Archive;

    /// <summary>A database of its own for each cell: what was enabled is not enabled again. Somebody is in it.</summary>
    internal override Task PrepareAsync()
    {
        user?.Dispose();
        NewDatabase("D" + ++databases, rows: 100);
        user = Sandbox.Session();
        user.Connect(Database);
        return Task.CompletedTask;
    }

    internal override async Task<object> RunAsync(IOperationHost host, TimeProvider clock, CancellationToken cancellationToken) =>
        await EnableAsync(host, clock, force: true, cancellationToken);

    internal override async Task ProveAsync(object result)
    {
        var enabled = Assert.IsType<ArchiveLoggingResult>(result);
        Assert.True(enabled.DatabaseInfo is { IsRecoverable: true, IsUsable: true });
        var state = await StateAsync();
        Assert.Equal("100", state["rows"]);
        Assert.Equal("not needed", state["UNQUIESCE"]);
        Assert.StartsWith("DISK:", state["LOGARCHMETH1"], StringComparison.Ordinal);
    }
}

public sealed class EnableArchiveLoggingFaultTests(EnableArchiveLoggingScene scene, ITestOutputHelper output) : FaultCells(scene, typeof(EnableArchiveLoggingStep), output), IClassFixture<EnableArchiveLoggingScene>
{
    public static TheoryData<string, Fault> Cells() => CellsOf(typeof(EnableArchiveLoggingStep));

    [Theory, MemberData(nameof(Cells))]
    public Task Enabling_archive_logging_survives(string step, Fault fault) => ProveAsync(step, fault);
}
