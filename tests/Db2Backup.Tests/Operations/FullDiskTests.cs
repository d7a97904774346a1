using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>
/// A real disk becomes full in the middle: of a restore (the work folder, the log target, the target's own disk), of what is
/// saved, protected and stored, and of a backup. The error has the right id, nothing is called done, no file of ours is left,
/// and the database is as it was or its state is named.
/// </summary>
public sealed class FullDiskTests(StoredDatabase stored) : IClassFixture<StoredDatabase>, IDisposable
{
    private const long Little = 64 << 10, Plenty = 64 << 20;
    private readonly RecordingHost host = new();
    private readonly SmallDisk? disk = SmallDisk.IsThere ? SmallDisk.Take() : null;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SmallDisk Disk
    {
        get
        {
            Assert.SkipUnless(SmallDisk.IsThere, SmallDisk.Missing);
            return disk!;
        }
    }

    /// <summary>Where the images, then the logs, are fetched to.</summary>
    [Theory, InlineData(nameof(RestoreStep.FetchImages)), InlineData(nameof(RestoreStep.FetchLogs))]
    public async Task A_work_folder_that_becomes_full_leaves_the_target_as_it_was_and_no_file(string step)
    {
        var work = Disk.MakeFolder("work");
        var target = await ExistingAsync();
        Disk.LeaveRoom(step == nameof(RestoreStep.FetchImages) ? stored.ImageBytes / 2 : stored.ImageBytes + stored.StoredLogBytes / 2);
        await FailsAsync(nameof(ErrorCode.DiskFull), () => RestoreAsync(target, work, overwrite: true));
        Assert.Equal(step, host.Steps.OfType<RestoreStep>().Last().ToString());
        Assert.Empty(Disk.Files());
        Assert.Equal(StoredDatabase.Rows, stored.Count(target));
    }

    /// <summary>The log target lies in the work folder: here there is room for what is fetched, and none for what RESTORE takes out of the image.</summary>
    [Fact]
    public async Task A_log_target_that_becomes_full_leaves_the_state_named_and_no_file_and_the_next_restore_succeeds()
    {
        var work = Disk.MakeFolder("work");
        var target = await ExistingAsync();
        Assert.True(stored.IncludedLogBytes > 4 * Little, $"the image has {stored.IncludedLogBytes} bytes of logs");
        Disk.LeaveRoom(stored.ImageBytes + stored.StoredLogBytes + Little);
        await FailsAsync("SQL2544N", () => RestoreAsync(target, work, overwrite: true));
        Assert.Empty(Disk.Files());
        await RestorePendingIsNamedAndEndsAsync(target);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_target_whose_disk_becomes_full_leaves_the_state_named_and_no_file_of_ours_and_the_next_restore_succeeds(bool exists)
    {
        var place = Disk.MakeFolder("databases");
        var target = stored.NewName();
        // An existing target frees its own room first: an empty one has next to none.
        if (exists) Create(target, place);
        Disk.LeaveRoom(exists ? 0 : Little);
        await FailsAsync("SQL2544N", () => RestoreAsync(target, Work(target), overwrite: exists, place: place));
        Assert.Empty(FilesIn(Work(target)));
        await RestorePendingIsNamedAndEndsAsync(target);
    }

    [Fact]
    public async Task A_target_that_cannot_even_be_begun_is_not_there_afterwards()
    {
        var place = Disk.MakeFolder("databases");
        var target = stored.NewName();
        Disk.LeaveRoom(0);
        await FailsAsync("SQL2544N", () => RestoreAsync(target, Work(target), place: place));
        Assert.Empty(FilesIn(Work(target)));
        Assert.Contains(host.Warnings, w => w.Contains($"{target} does not exist", StringComparison.Ordinal));
        Disk.LeaveRoom(Plenty);
        await RestoreAsync(target, Work(target), place: place);
        Assert.Equal(StoredDatabase.Rows, stored.Count(target));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Saving_a_backup_to_a_disk_that_becomes_full_leaves_no_file(bool unprotected)
    {
        var plan = await stored.PlanAsync(stored.NewName());
        var folder = Disk.MakeFolder("saved");
        var bytes = unprotected ? stored.ImageBytes : plan.Backup.Manifest.Files.Sum(f => f.StoredLength);
        Disk.LeaveRoom(bytes / 2);
        var save = new SaveBackup(stored.Store, StoredDatabase.Primitives, host);
        var options = new SaveBackupOptions { TargetFolder = folder };
        await FailsAsync(nameof(ErrorCode.DiskFull), async () =>
        {
            if (unprotected) await save.RunUnprotectedAsync(plan.Backup, StoredDatabase.Keys, options, Token);
            else await save.RunAsync(plan.Backup, options, Token);
        });
        Assert.Empty(Disk.Files());
    }

    /// <summary>Db2's own error; the partial image is removed. The copy that Protect makes, and the store, have ours.</summary>
    [Fact]
    public async Task A_backup_its_protected_copy_and_a_store_on_a_disk_that_becomes_full_leave_nothing()
    {
        var folder = Disk.MakeFolder("images");
        Disk.LeaveRoom(stored.ImageBytes / 2);
        await FailsAsync("SQL2419N", () => BackUpAsync(folder));
        Assert.Empty(Disk.Files());

        var image = await BackUpAsync(stored.Sandbox.Backups);
        var copy = Disk.MakeFolder("protected");
        Disk.LeaveRoom(Little);
        var protect = new ProtectBackup(StoredDatabase.Primitives, host);
        var plain = new ProtectBackupOptions { Recipients = [], NoEncryption = true, Compression = CompressionCodec.None };
        await FailsAsync(nameof(ErrorCode.DiskFull), () => protect.RunAsync(image, plain with { TargetFolder = copy }, Token));
        Assert.Empty(Disk.Files());

        var made = await protect.RunAsync(image, plain with { TargetFolder = stored.Sandbox.MakeFolder("protected") }, Token);
        var store = new Repository(new FolderStore(Disk.MakeFolder("store")), "", "store");
        await FailsAsync(nameof(ErrorCode.DiskFull), () => new PublishBackup(store, host, TimeProvider.System).RunAsync(made, new(), Token));
        Assert.DoesNotContain(Disk.Files(), f => Path.GetFileName(f) is "manifest.json" || Path.GetFileName(f).StartsWith('.'));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_any_more_is_told_as_a_full_disk_and_nothing_was_touched()
    {
        var target = await ExistingAsync();
        var (work, images) = (Disk.MakeFolder("work"), Disk.MakeFolder("images"));
        Disk.LeaveNoFile();
        await FailsAsync(nameof(ErrorCode.DiskFull), () => RestoreAsync(target, work, overwrite: true));
        await FailsAsync(nameof(ErrorCode.DiskFull), () => BackUpAsync(images));
        Assert.Empty(Directory.GetFileSystemEntries(work).Concat(Directory.GetFileSystemEntries(images)));
        Assert.Equal(StoredDatabase.Rows, stored.Count(target));
    }

    public void Dispose() => disk?.Dispose();

    /// <summary>A clone on the machine's own disk, to be restored over.</summary>
    private async Task<string> ExistingAsync()
    {
        var target = stored.NewName();
        await RestoreAsync(target, Work(target));
        host.Steps.Clear();
        return target;
    }

    private async Task RestorePendingIsNamedAndEndsAsync(string target)
    {
        var now = Assert.Single(await new InspectDatabases(stored.Db2, new RecordingHost(), TimeProvider.System).RunAsync([target], withSize: false, Token));
        Assert.True(now is { RestorePending: true, IsUsable: false });
        Assert.Contains(host.Warnings, w => w.Contains(target, StringComparison.Ordinal) && w.Contains("restore pending YES", StringComparison.Ordinal));
        Disk.LeaveRoom(Plenty);
        await RestoreAsync(target, Work(target), overwrite: true);
        Assert.Equal(StoredDatabase.Rows, stored.Count(target));
    }

    private void Create(string name, string place)
    {
        using var session = stored.Sandbox.Session();
        session.Db2($"CREATE DATABASE {name} ON {place}").Ok();
    }

    private string Work(string target) => stored.Sandbox.MakeFolder("work-" + target);

    private async Task<RestoreResult> RestoreAsync(string target, string work, bool overwrite = false, string? place = null) =>
        await new RestoreDatabase(stored.Db2, stored.Source(host), host, TimeProvider.System).RunAsync(
            new(await stored.PlanAsync(target), work) { SaveFirst = true, Overwrite = overwrite, DatabasePath = place, ArchivePath = stored.Sandbox.MakeFolder("archive-" + target) }, Token);

    private Task<BackupImage> BackUpAsync(string folder) => new OnlineBackup(stored.Db2, host, TimeProvider.System).RunAsync(new(StoredDatabase.Name, [folder]), Token);

    private static async Task FailsAsync(string id, Func<Task> act) => Refusal.HasId(await Assert.ThrowsAsync<Db2BackupException>(act), id);

    private static IReadOnlyList<string> FilesIn(string folder) =>
        Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 });
}
