using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

public sealed class RemoveTests : CatalogFixture
{
    private static RemoveBackupImageOptions Options => new();

    private RemoveBackupImage Remover(IObjectStore? store = null) => new(On(store ?? Memory), Host);

    [Fact]
    public async Task Local_files_are_deleted_when_their_published_copy_is_whole()
    {
        var published = await PublishAsync(Image());
        var removed = await Remover().RunAsync(published, Options, Token);
        Assert.Equal(4, removed.Path.Count);
        Assert.Equal(published.StoredBytes + published.PlainBytes, removed.FreedBytes);
        Assert.Empty(Snapshot());
        // A runbook that starts again finds nothing to do.
        Assert.Empty((await Remover().RunAsync(published, Options, Token)).Path);
    }

    [Fact]
    public async Task Protected_files_can_be_kept()
    {
        var published = await PublishAsync(Image());
        await Remover().RunAsync(published, Options with { KeepProtected = true }, Token);
        Assert.Equal(published.Protected!.Path.Select(Path.GetFileName).Order(), Snapshot().Keys.Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_image_alone_is_deleted_by_its_digest()
    {
        var image = Image();
        await PublishAsync(image);
        var removed = await Remover().RunAsync(image, Options, Token);
        Assert.Equal(image.Path, removed.Path);
    }

    public static TheoryData<string, ErrorCode> Doubts() => new()
    {
        { "no manifest", ErrorCode.ImageNotPublished }, { "slice missing", ErrorCode.BackupIncomplete }, { "slice cut", ErrorCode.BackupIncomplete },
        { "slice flipped", ErrorCode.StoredDataMismatch },
        { "image changed", ErrorCode.ImageNotPublished }, { "image touched", ErrorCode.ImageNotPublished }, { "image longer", ErrorCode.ImageNotPublished },
        { "protected changed", ErrorCode.ImageNotPublished }, { "file not published", ErrorCode.ImageNotPublished }, { "listing", ErrorCode.ImageNotPublished },
        { "other store", ErrorCode.ImageNotPublished }, { "lost while comparing", ErrorCode.BackupIncomplete },
    };

    [Theory, MemberData(nameof(Doubts))]
    public async Task In_doubt_nothing_is_deleted(string doubt, ErrorCode code)
    {
        var published = await PublishAsync(Image());
        var (slice, image) = (published.Key + published.Manifest.Files[1].Slices[0].Name, published.Image!.Path[1]);
        var (store, options) = ((IObjectStore)Memory, Options);
        switch (doubt)
        {
            case "no manifest": await Memory.DeleteAsync(published.Key + "manifest.json", Token); break;
            case "slice missing": await Memory.DeleteAsync(slice, Token); break;
            case "slice cut": Memory[slice] = Memory[slice][..^1]; break;
            case "slice flipped": Memory[slice] = [.. Memory[slice][..^1], (byte)(Memory[slice][^1] ^ 1)]; break;
            case "image changed": Flip(image); break;
            case "image touched":
                // Same time, same length, other bytes: only a full comparison can tell, and was asked for.
                var time = File.GetLastWriteTimeUtc(image);
                Flip(image);
                File.SetLastWriteTimeUtc(image, time);
                options = options with { AlwaysCompare = true };
                break;
            case "image longer": await File.AppendAllTextAsync(image, "x", Token); break;
            case "protected changed": Flip(published.Protected!.Path[0]); break;
            case "file not published":
                var extra = Image(files: 3, folder: "more");
                published = published with { Image = extra };
                break;
            case "listing": published = published with { Image = null, Protected = null }; break;
            case "other store": store = new MemoryStore(); break;
            default: Host.OnStep = step => { if (step is RemoveBackupImageStep.CheckPublishedAgain) Memory[slice] = []; }; break;
        }
        var before = Snapshot();
        await RefusedAsync(code, () => Remover(store).RunAsync(published, options, Token));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task A_store_that_fails_or_a_cancellation_deletes_nothing()
    {
        var published = await PublishAsync(Image());
        var counting = new FaultyStore(Memory);
        Host.OnStep = step => { if (step is RemoveBackupImageStep.Delete) throw new OperationCanceledException(); };
        await Assert.ThrowsAsync<OperationCanceledException>(() => Remover(counting).RunAsync(published, Options, Token));
        var before = Snapshot();
        for (var n = 1; n <= counting.CallCount; n++)
        {
            var thrown = await Record.ExceptionAsync(() => Remover(new FaultyStore(Memory) { FailAt = n }).RunAsync(published, Options, Token));
            Assert.True(thrown is Db2BackupException, $"call {n}: {thrown}");
            Assert.Equal(before, Snapshot());
        }
    }

    [Fact]
    public async Task A_backup_is_deleted_manifest_first_and_never_when_it_is_pinned()
    {
        var (kept, gone) = (await PublishAsync(Image()), await PublishAsync(Image(hour: 13, folder: "b")));
        var remover = new RemoveBackup(Repository, Host);
        Memory[kept.Key + "pin.json"] = [];
        await RefusedAsync(ErrorCode.BackupPinned, () => remover.RunAsync(kept, Token));

        var order = new List<bool>();
        var faulty = new FaultyStore(Memory);
        faulty.OnCall = (call, _) => { if (call == StoreCall.Delete) order.Add(Memory.Keys.Contains(gone.Key + "manifest.json")); };
        Assert.InRange(await new RemoveBackup(On(faulty), Host).RunAsync(gone, Token), gone.StoredBytes, long.MaxValue);
        Assert.Equal(1, order.Count(there => there));
        Assert.DoesNotContain(Memory.Keys, k => k.StartsWith(gone.Key, StringComparison.Ordinal));
        Assert.Contains(kept.Key + "manifest.json", Memory.Keys);
        await RefusedAsync(ErrorCode.BackupNotFound, () => remover.RunAsync(gone, Token));
    }

    [Fact]
    public async Task A_deletion_that_breaks_off_leaves_no_manifest_and_names_what_is_left()
    {
        var published = await PublishAsync(Image());
        var faulty = new FaultyStore(Memory) { FailAt = 3, FailKind = StoreCall.Delete, StaysBroken = true };
        var error = await RefusedAsync(ErrorCode.DebrisRemaining, () => new RemoveBackup(On(faulty), Host).RunAsync(published, Token));
        Assert.DoesNotContain(published.Key + "manifest.json", Memory.Keys);
        Assert.All(Memory.Keys.Where(k => k.StartsWith(published.Key, StringComparison.Ordinal)), k => Assert.Contains(k, error.Message, StringComparison.Ordinal));
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[1000] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
