using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

public sealed class SaveBackupTests : CatalogFixture
{
    private SaveBackupOptions Options => new() { TargetFolder = Folder.Combine("saved"), Slices = Small };

    private SaveBackup Saver(IObjectStore? store = null) => new(On(store ?? Memory), Primitives, Host);

    [Fact]
    public async Task Saved_files_are_the_published_ones_and_unprotect_to_the_image()
    {
        var image = Image();
        var published = await PublishAsync(image);
        var saved = await Saver().RunAsync(published, Options, Token);
        Assert.All(saved.Files, f => Assert.False(f.Reused));
        foreach (var file in saved.Files)
        {
            Assert.Equal((file.File.StoredLength, file.File.StoredSha256), await Digests.OfFileAsync(file.Path, null, Token));
            AssertPrivate(file.Path);
        }
        var opened = await new UnprotectBackup(Primitives, Host).RunAsync(
            new UnprotectBackupOptions { Sources = UnprotectSource.From(saved), TargetFolder = Folder.Combine("restored"), Identities = [Key], Manifest = saved.Manifest }, Token);
        Assert.True(opened.Verified);
        for (var i = 0; i < 2; i++) Assert.Equal(await File.ReadAllBytesAsync(image.Path[i], Token), await File.ReadAllBytesAsync(opened.Path[i], Token));
        Assert.Equal(published.StoredBytes, Host.Reports.Where(r => r.Phase == "Fetching").Max(r => r.DoneBytes));
    }

    [Fact]
    public async Task Image_files_are_fetched_without_a_protected_copy_on_disk()
    {
        var image = Image();
        var published = await PublishAsync(image);
        var opened = await Saver().RunUnprotectedAsync(published, [Key], Options, Token);
        Assert.Equal(image.Files.Select(f => f.Name.ToString()), Directory.EnumerateFiles(opened.Folder).Select(Path.GetFileName).Order());
        for (var i = 0; i < 2; i++) Assert.Equal(await File.ReadAllBytesAsync(image.Path[i], Token), await File.ReadAllBytesAsync(opened.Path[i], Token));
        await RefusedAsync(ErrorCode.NoMatchingKey, () => Saver().RunUnprotectedAsync(published, [AgeX25519Identity.Generate(Primitives)], Options with { TargetFolder = Folder.Combine("no") }, Token));
        Assert.False(Directory.Exists(Folder.Combine("no")));
    }

    [Fact]
    public async Task A_file_that_is_there_is_used_when_it_is_the_same_and_refused_when_not()
    {
        var published = await PublishAsync(Image());
        var saved = await Saver().RunAsync(published, Options, Token);
        File.Delete(saved.Path[1]);
        var again = await Saver().RunAsync(published, Options, Token);
        Assert.Equal([true, false], again.Files.Select(f => f.Reused));

        await File.AppendAllTextAsync(saved.Path[0], "x", Token);
        var before = Snapshot();
        await RefusedAsync(ErrorCode.FileExists, () => Saver().RunAsync(published, Options, Token));
        Assert.Equal(before, Snapshot());
    }

    public static TheoryData<string, ErrorCode, bool> Damages()
    {
        var data = new TheoryData<string, ErrorCode, bool>();
        foreach (var unprotect in new[] { false, true })
        {
            data.Add("gone", ErrorCode.BackupNotFound, unprotect);
            data.Add("missing", ErrorCode.BackupIncomplete, unprotect);
            data.Add("cut", ErrorCode.BackupIncomplete, unprotect);
            data.Add("flipped", unprotect ? ErrorCode.EncryptedDataTampered : ErrorCode.StoredDataMismatch, unprotect);
            data.Add("swapped", ErrorCode.StoredDataMismatch, unprotect);
            data.Add("foreign", ErrorCode.StoredDataMismatch, unprotect);
        }
        return data;
    }

    [Theory, MemberData(nameof(Damages))]
    public async Task What_is_damaged_in_the_store_is_an_error_and_leaves_no_file(string damage, ErrorCode code, bool unprotect)
    {
        // Two files of one length: only the digest can tell that they were exchanged.
        var image = Image();
        var same = image with { Files = image.Files.Select(f => f with { Length = 300_000 }).ToList() };
        foreach (var (file, i) in same.Files.Select((f, i) => (f, i)))
        {
            var content = new byte[300_000];
            new Random(i).NextBytes(content);
            await File.WriteAllBytesAsync(file.Path, content, Token);
        }
        var published = await PublishAsync(same);
        string Slice(int file, int slice) => published.Key + published.Manifest.Files[file].Slices[slice].Name;
        switch (damage)
        {
            case "gone": await Memory.DeleteAsync(published.Key + "manifest.json", Token); break;
            case "missing": await Memory.DeleteAsync(Slice(1, 1), Token); break;
            case "cut": Memory[Slice(1, 1)] = Memory[Slice(1, 1)][..^1]; break;
            case "flipped": Memory[Slice(1, 1)] = [.. Memory[Slice(1, 1)][..100], (byte)(Memory[Slice(1, 1)][100] ^ 1), .. Memory[Slice(1, 1)][101..]]; break;
            case "swapped":
                for (var slice = 0; slice < published.Manifest.Files[0].Slices.Count; slice++)
                    (Memory[Slice(0, slice)], Memory[Slice(1, slice)]) = (Memory[Slice(1, slice)], Memory[Slice(0, slice)]);
                break;
            default:
                // Encrypted by somebody else to another key, of exactly the length: not a question of keys.
                var other = new byte[published.Manifest.Files[0].StoredLength];
                using (var buffer = new MemoryStream())
                {
                    var age = await AgeWriter.StartAsync(buffer, [AgeX25519Identity.Generate(Primitives).Recipient], Primitives, Token);
                    await age.WriteAsync(new byte[other.Length], Token);
                    await age.CompleteAsync(Token);
                    buffer.ToArray().AsSpan(0, other.Length).CopyTo(other);
                }
                var offset = 0;
                foreach (var slice in published.Manifest.Files[0].Slices)
                {
                    Memory[published.Key + slice.Name] = other[offset..(offset + (int)slice.Length)];
                    offset += (int)slice.Length;
                }
                break;
        }
        var before = Snapshot();
        await RefusedAsync(code, () => unprotect ? Saver().RunUnprotectedAsync(published, [Key], Options, Token) : Saver().RunAsync(published, Options, Token));
        Assert.Equal(before, Snapshot());
    }

    [Theory]
    [InlineData(StoreFault.Fails), InlineData(StoreFault.CutsRead)]
    public async Task Whichever_call_of_the_store_fails_no_file_is_left(StoreFault fault)
    {
        var published = await PublishAsync(Image());
        var counting = new FaultyStore(Memory);
        await Saver(counting).RunAsync(published, Options with { TargetFolder = Folder.Combine("count") }, Token);
        var before = Snapshot();
        for (var n = 1; n <= counting.CallCount; n++)
        {
            await Assert.ThrowsAsync<Db2BackupException>(() => Saver(new FaultyStore(Memory) { FailAt = n, Fault = fault }).RunAsync(published, Options, Token));
            Assert.Equal(before, Snapshot());
        }
    }

    [Fact]
    public async Task Cancelling_at_any_call_leaves_no_file()
    {
        var published = await PublishAsync(Image());
        var counting = new FaultyStore(Memory);
        await Saver(counting).RunAsync(published, Options with { TargetFolder = Folder.Combine("count") }, Token);
        var before = Snapshot();
        for (var n = 1; n <= counting.CallCount; n++)
        {
            using var cancel = new CancellationTokenSource();
            var faulty = new FaultyStore(Memory) { OnCall = (_, number) => { if (number == n) cancel.Cancel(); } };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Saver(faulty).RunAsync(published, Options, cancel.Token));
            Assert.Equal(before, Snapshot());
        }
    }
}
