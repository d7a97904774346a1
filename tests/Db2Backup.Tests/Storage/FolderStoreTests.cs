using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Storage;

public sealed class FolderStoreTests : ObjectStoreContract
{
    private readonly TemporaryFolder folder = new();

    private protected override Task<IObjectStore> CreateAsync() => Task.FromResult<IObjectStore>(new FolderStore(folder.Path));

    private protected override Task<IReadOnlyList<string>> DebrisAsync() => Task.FromResult<IReadOnlyList<string>>(
        Directory.EnumerateFiles(folder.Path, ".*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).ToList());

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Deleting_the_last_object_of_a_folder_removes_the_folder_but_never_the_root()
    {
        await Store.PutAsync("a/b/c", new byte[] { 1 }, Token);
        await Store.DeleteAsync("a/b/c", Token);
        Assert.True(Directory.Exists(folder.Path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_folder_that_can_be_written_is_found_so_and_left_as_it_was()
    {
        await Store.CheckWritableAsync(Token);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    /// <summary>A mistyped name, or a disk that is not mounted: neither a place for backups nor an empty store.</summary>
    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_for_everything_and_is_not_made()
    {
        await using var store = new FolderStore(folder.Combine("not", "there"));
        foreach (var act in (Func<Task>[])
        [
            () => store.CheckWritableAsync(Token), () => store.PutAsync("a", new byte[1], Token), () => store.BeginUploadAsync("a/b", 1, Token),
            () => store.FindAsync("a", Token), () => store.OpenReadAsync("a", 0, null, Token), async () => { await foreach (var _ in store.ListAsync("", Token)) { } },
        ])
            Assert.Equal(ErrorCode.StoreNotFound, (await Assert.ThrowsAsync<Db2BackupException>(act)).Code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task What_a_killed_process_left_of_an_object_goes_when_the_object_is_written_again_and_what_somebody_writes_stays()
    {
        await using var upload = await Store.BeginUploadAsync("a/b", 4, Token);
        var left = folder.Combine("a", ".b.0123.part");
        var other = folder.Combine("a", ".bc.0123.part");
        await File.WriteAllTextAsync(left, "half", Token);
        await File.WriteAllTextAsync(other, "half of another object", Token);
        await Store.PutAsync("a/b", new byte[] { 1 }, Token);
        Assert.False(File.Exists(left));
        Assert.Equal(2, Directory.EnumerateFiles(folder.Combine("a"), ".*", new EnumerationOptions { AttributesToSkip = 0 }).Count());
        File.Delete(other);
    }

    [Fact]
    public async Task What_cannot_be_written_to_is_told_before_anything_starts()
    {
        var file = folder.Combine("file");
        await File.WriteAllTextAsync(file, "no folder", Token);
        foreach (var path in new[] { file, "/proc/self" })
        {
            await using var store = new FolderStore(path);
            Assert.Equal(ErrorCode.StoreNotWritable, (await Assert.ThrowsAsync<Db2BackupException>(() => store.CheckWritableAsync(Token))).Code);
        }
    }

    [Fact]
    public async Task Those_who_write_and_delete_in_one_folder_at_once_do_not_disturb_each_other() =>
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await Store.PutAsync($"a/b/c{writer}", new byte[] { 1 }, Token);
                await Store.DeleteAsync($"a/b/c{writer}", Token);
            }
        }, Token)));
}
