using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

public sealed class PublishCopiesTests : CatalogFixture
{
    private const string Backup = "SAMPLE/backups/20260301T110000Z-20260301120000/";

    private readonly MemoryStore other = new();

    private StoreCopies Copies(TimeSpan? silence = null) => new(Host, TimeProvider.System)
    {
        SilenceLimit = silence ?? TimeSpan.FromMinutes(15), CleanUpLimit = TimeSpan.FromMilliseconds(300),
    };

    private static StoreChoice In(string name, IObjectStore store) => new(name, new Repository(store, "", name), null);

    private async Task<IReadOnlyList<PublishedBackup>> PublishAsync(
        ProtectedBackup backup, IReadOnlyList<StoreChoice> stores, int? minimum = null, TimeSpan? silence = null, CancellationToken? token = null, SliceOptions? shared = null) =>
        await new PublishCopies(Copies(silence)).RunAsync(stores, minimum, "SAMPLE 20260301120000", 1, null,
            (repository, host, _, stop) => new PublishBackup(repository, host, TimeProvider.System).RunAsync(backup, PublishOptions() with { Slices = shared ?? Small }, stop), token ?? Token);

    [Fact]
    public async Task A_backup_goes_to_every_store_and_each_result_knows_of_all()
    {
        var stored = await ProtectAsync(Image());
        var published = await PublishAsync(stored, [In("azure", Memory), In("swift", other)]);
        Assert.Equal(["azure", "swift"], published.Select(p => p.Store));
        Assert.Equal(Memory.Keys, other.Keys);
        Assert.All(published, p => Assert.Equal("azure: complete, swift: complete; 2 wanted", $"{string.Join(", ", p.Copies)}; {p.MinimumCopies} wanted"));
        Assert.All(published, p => Assert.False(p.WasPublishedBefore));
        // Said again, nothing is written and it is the same success.
        Assert.All(await PublishAsync(stored, [In("azure", Memory), In("swift", other)]), p => Assert.True(p.WasPublishedBefore));
    }

    [Fact]
    public async Task Fewer_copies_than_asked_for_are_an_error_that_names_both_sides_and_undoes_nothing()
    {
        var stored = await ProtectAsync(Image());
        var broken = new FaultyStore(other) { FailAt = 1, FailKind = StoreCall.Complete, StaysBroken = true };
        var error = await RefusedAsync(ErrorCode.CopiesTooFew, () => PublishAsync(stored, [In("azure", Memory), In("swift", broken)]));
        Assert.Contains("1 of the 2 copies", error.Message, StringComparison.Ordinal);
        Assert.Contains("Complete in azure. Not in swift (WriteFailed: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(Backup + "manifest.json", Memory.Keys);
        Assert.Empty(other.Keys);
        Assert.Equal([("azure", null), ("swift", "WriteFailed")], ((BackupCopy[])error.Data["Copies"]!).Select(c => (c.Name, c.ErrorId)).ToArray());

        // What was complete is recognised, what was missing is stored.
        var again = await PublishAsync(stored, [In("azure", Memory), In("swift", other)]);
        Assert.Equal([true, false], again.Select(p => p.WasPublishedBefore));
    }

    [Fact]
    public async Task As_many_copies_as_asked_for_are_a_success_and_what_failed_is_told()
    {
        var stored = await ProtectAsync(Image());
        var broken = new FaultyStore(other) { FailAt = 1, FailKind = StoreCall.CheckWritable };
        var published = Assert.Single(await PublishAsync(stored, [In("azure", Memory), In("swift", broken), new StoreChoice("s3", null, new Db2BackupException(ErrorCode.StoreCredentialMissing, "no key", "s3"))], minimum: 1));
        Assert.Equal([null, "WriteFailed", "StoreCredentialMissing"], published.Copies.Select(c => c.ErrorId));
        Assert.Equal(2, Host.Warnings.Count(w => w.Contains("is not in s", StringComparison.Ordinal)));
        foreach (var minimum in new[] { 0, -1, 3 })
            await RefusedAsync(ErrorCode.MinimumCopiesInvalid, () => PublishAsync(stored, [In("azure", Memory), In("swift", other)], minimum));
        Assert.Empty(other.Keys);
    }

    [Fact]
    public async Task Two_addresses_of_one_place_are_one_copy_in_the_first_run_and_in_every_later_one()
    {
        var stored = await ProtectAsync(Image());
        foreach (var run in new[] { 1, 2 })
        {
            var error = await RefusedAsync(ErrorCode.CopiesTooFew, () => PublishAsync(stored, [In("mount1", Memory), In("mount2", Memory)]));
            Assert.Contains("1 of the 2", error.Message, StringComparison.Ordinal);
            if (run == 2) Assert.Contains(nameof(ErrorCode.StoreNamedTwice), error.Message, StringComparison.Ordinal);
        }
        Assert.Contains(Backup + "manifest.json", Memory.Keys);
    }

    [Fact]
    public async Task A_store_that_hangs_is_given_up_and_the_others_are_done()
    {
        var stored = await ProtectAsync(Image());
        using var never = new ManualResetEventSlim();
        // As a dead NFS server does: the call neither returns nor minds being cancelled.
        var hanging = new FaultyStore(other) { OnCall = (call, _) => { if (call == StoreCall.BeginUpload) never.Wait(); } };
        var error = await RefusedAsync(ErrorCode.CopiesTooFew, () => PublishAsync(stored, [In("nfs", hanging), In("azure", Memory)], silence: TimeSpan.FromSeconds(3)));
        Assert.Contains("Complete in azure. Not in nfs (StoreNotResponding", error.Message, StringComparison.Ordinal);
        never.Set();
        // When it comes back after all, it is cancelled and leaves nothing.
        for (var i = 0; i < 500 && other.Keys.Count > 0; i++) await Task.Delay(10, Token);
        Assert.DoesNotContain(Backup + "manifest.json", other.Keys);
    }

    [Fact]
    public async Task A_cancellation_takes_back_what_is_not_complete_and_says_what_stays()
    {
        var stored = await ProtectAsync(Image());
        using var cancel = new CancellationTokenSource();
        using var azure = new ManualResetEventSlim();
        var slow = new FaultyStore(other)
        {
            OnCall = (call, _) =>
            {
                if (call != StoreCall.Complete || cancel.IsCancellationRequested) return;
                for (var i = 0; i < 500 && !Memory.Keys.Contains(Backup + "manifest.json"); i++) Thread.Sleep(10);
                azure.Wait(TimeSpan.FromSeconds(5));
                cancel.Cancel();
            },
        };
        var fast = new FaultyStore(Memory) { OnCall = (call, _) => { if (call == StoreCall.OpenRead && Memory.Keys.Contains(Backup + "manifest.json")) azure.Set(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PublishAsync(stored, [In("azure", fast), In("swift", slow)], token: cancel.Token));
        Assert.Contains(Backup + "manifest.json", Memory.Keys);
        Assert.Empty(other.Keys);
        Assert.Empty(other.OpenUploads);
    }

    [Fact]
    public void The_memory_of_several_stores_is_that_of_two()
    {
        foreach (var streams in Enumerable.Range(1, 12))
        {
            var atOnce = Math.Min(streams, SliceOptions.MaximumStreams);
            Assert.InRange(atOnce * SliceOptions.Default.Among(streams).MemoryBytes, 1, 2 * SliceOptions.Default.MemoryBytes);
        }
        Assert.Equal(SliceOptions.Default, SliceOptions.Default.Among(1));
        Assert.Equal(SliceOptions.Default, SliceOptions.Default.Among(2));
    }

    [Fact]
    public async Task The_same_place_named_twice_is_refused_before_anything()
    {
        var folder = Folder.Folder("store");
        Directory.CreateSymbolicLink(Folder.Combine("link"), folder);
        BackupStore Resolve(string name) => new() { Name = "", Location = name };
        foreach (var again in new[] { folder, folder + "/", Path.Combine(folder, "..", "store"), Folder.Combine("link"), new Uri(folder).AbsoluteUri })
        {
            var error = await RefusedAsync(ErrorCode.StoreNamedTwice, () => StoreChoice.OpenAsync([folder, again], Resolve, name => new ObjectStores().Open(name)));
            Assert.Contains(folder, error.Message, StringComparison.Ordinal);
        }
        foreach (var choice in await StoreChoice.OpenAsync([folder, Folder.Folder("second")], Resolve, name => new ObjectStores().Open(name))) await choice.DisposeAsync();
        // What was typed wrong ends it; what cannot be opened now is an outcome.
        await RefusedAsync(ErrorCode.StoreSchemeUnknown, () => StoreChoice.OpenAsync([folder, "ftp://host/path"], Resolve, name => new ObjectStores().Open(name)));
        var closed = await StoreChoice.OpenAsync([folder, "swift"], Resolve, name => name == "swift" ? throw new Db2BackupException(ErrorCode.SecretExposed, "mode 644", name) : new ObjectStores().Open(name));
        Assert.Equal([null, "SecretExposed"], closed.Select(c => (c.Error as Db2BackupException)?.ErrorId));
    }

    [Theory]
    [InlineData("east", "east", true), InlineData("east", "west", false)]
    public async Task One_address_under_other_settings_may_be_another_place(string first, string second, bool same)
    {
        BackupStore Resolve(string name) => new() { Name = name, Location = "swift://c", Settings = new Dictionary<string, string> { ["region_name"] = name == "a" ? first : second, ["username"] = "u" } };
        var error = await Record.ExceptionAsync(() => StoreChoice.OpenAsync(["a", "b"], Resolve, name => new Repository(new MemoryStore(), "", name)));
        Assert.Equal(same ? ErrorCode.StoreNamedTwice : null, (error as Db2BackupException)?.Code);
    }

    [Fact]
    public async Task The_local_image_is_deleted_when_as_many_copies_as_asked_for_were_read_back()
    {
        var published = await PublishAsync(await ProtectAsync(Image()), [In("azure", Memory), In("swift", other)]);
        var slice = published[0].Key + published[0].Manifest.Files[1].Slices[0].Name;
        RemoveBackupImage Remover(IObjectStore second, int minimum) => new([In("azure", Memory), In("swift", second)], minimum, Host);

        var before = Snapshot();
        await RefusedAsync(ErrorCode.CopiesTooFew, () => Remover(new FaultyStore(other) { FailAt = 1, FailKind = StoreCall.OpenRead, StaysBroken = true }, 2).RunAsync(published[0], new(), Token));
        await RefusedAsync(ErrorCode.CopiesTooFew, () => Remover(new FaultyStore(other) { FailAt = 1, StaysBroken = true }, 2).RunAsync(published[0], new(), Token));
        // The same place again is no second copy.
        await RefusedAsync(ErrorCode.StoreNamedTwice, () => Remover(Memory, 2).RunAsync(published[0], new(), Token));
        // One is damaged: though one is enough, the image is what it could be mended with.
        var good = other[slice];
        other[slice] = [.. good[..^1], (byte)(good[^1] ^ 1)];
        await RefusedAsync(ErrorCode.StoredDataMismatch, () => Remover(other, 1).RunAsync(published[0], new(), Token));
        await other.DeleteAsync(published[0].Key + "manifest.json", Token);
        await RefusedAsync(ErrorCode.ImageNotPublished, () => Remover(other, 1).RunAsync(published[0], new(), Token));
        Assert.Equal(before, Snapshot());

        // One cannot be reached, and one is enough.
        var removed = await Remover(new FaultyStore(other) { FailAt = 1, StaysBroken = true }, 1).RunAsync(published[0], new(), Token);
        Assert.Equal((4, 1), (removed.Path.Count, removed.Copies.Count));
        Assert.Contains(Host.Warnings, w => w.Contains("swift", StringComparison.Ordinal));
        Assert.Empty(Snapshot());
    }

    [Fact]
    public async Task A_copy_of_the_same_image_that_an_earlier_run_encrypted_otherwise_counts()
    {
        var image = Image();
        await Publisher(Memory).RunAsync(await ProtectAsync(image), PublishOptions(), Token);
        foreach (var file in Directory.GetFiles(Folder.Combine("images"), "*.age")) File.Delete(file);
        var anew = await ProtectAsync(image);
        var published = await PublishAsync(anew, [In("azure", Memory), In("swift", other)]);
        Assert.Equal([true, false], published.Select(p => p.WasPublishedBefore));
        Assert.NotEqual(Memory[Backup + "manifest.json"], other[Backup + "manifest.json"]);
        var removed = await new RemoveBackupImage([In("azure", Memory), In("swift", other)], 2, Host).RunAsync(published[0], new(), Token);
        Assert.Equal(["azure", "swift"], removed.Copies);
        Assert.Empty(Snapshot());
    }
}
