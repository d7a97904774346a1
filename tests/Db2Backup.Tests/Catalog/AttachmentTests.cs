using System.Text;
using System.Text.Json.Nodes;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.Storage;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

/// <summary>What lies beside an image in a store: it goes wherever the backup goes, and no restore depends on it.</summary>
public sealed class AttachmentTests : CatalogFixture
{
    private const string Backup = "SAMPLE/backups/20260301T110000Z-20260301120000/";
    private static readonly byte[] Kit = Sample(90_000);

    [Fact]
    public async Task It_is_published_listed_read_back_copied_saved_and_removed_with_the_image()
    {
        var published = await PublishWithKitAsync();
        Assert.True(published.HasRecoveryKit);
        var kit = Assert.Single(published.Manifest.Attachments);
        // Slices of 80000 bytes, each below the backup's own folder.
        Assert.Equal(["recovery-kit.tar.gz.age.0001", "recovery-kit.tar.gz.age.0002"], kit.Slices.Select(s => s.Name));
        Assert.Equal(Kit, kit.Slices.SelectMany(s => Memory[Backup + s.Name]));
        Assert.Equal(Memory.Keys.Where(k => k.StartsWith(Backup, StringComparison.Ordinal)).Sum(k => k.EndsWith(".json", StringComparison.Ordinal) ? 0 : Memory[k].Length), published.StoredBytes);
        // Publishing it again reads it back, and wants no kit.
        Assert.True((await Publisher().RunAsync(published.Protected!, PublishOptions() with { Kit = new GivenKit(Kit) { Failure = new IOException("not wanted") } }, Token)).WasPublishedBefore);

        var listed = Assert.Single((await new ListBackups(Repository).RunAsync(new(), Token)).Backups);
        Assert.True(listed is { HasRecoveryKit: true, IsComplete: true });

        var target = new MemoryStore();
        var large = Small with { PartsPerSlice = 100 };
        _ = await new CopyBackup(Repository, Host, TimeProvider.System).RunAsync(listed, [new("target", On(target), null)], new(), Token, large);
        var copy = Assert.Single((await new ListBackups(On(target)).RunAsync(new(), Token)).Backups);
        // Cut anew, and the same bytes.
        Assert.Equal(Kit, target[Backup + Assert.Single(Assert.Single(copy.Manifest.Attachments).Slices).Name]);
        Assert.Equal(kit with { Slices = [] }, copy.Manifest.Attachments[0] with { Slices = [] });

        var saved = await SaveAsync(target, copy, "saved");
        Assert.Equal(Path.Combine(saved.Folder, "recovery-kit.tar.gz.age"), saved.RecoveryKit!.Path);
        Assert.Equal(Kit, await File.ReadAllBytesAsync(saved.RecoveryKit.Path, Token));
        Assert.Equal(2, saved.Files.Count);
        Assert.True((await SaveAsync(target, copy, "saved")).RecoveryKit!.Reused);
        Assert.Null((await SaveAsync(target, copy, "image", kit: false)).RecoveryKit);

        _ = await new RemoveBackup(On(target), Host).RunAsync(copy, Token);
        Assert.DoesNotContain(target.Keys, k => k.StartsWith(Backup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kit_that_is_gone_or_damaged_is_told_and_keeps_nobody_from_the_image()
    {
        var published = await PublishWithKitAsync();
        await Memory.DeleteAsync(Backup + published.Manifest.Attachments[0].Slices[1].Name, Token);
        var listed = Assert.Single((await new ListBackups(Repository).RunAsync(new(), Token)).Backups);
        Assert.False(listed.IsComplete);
        Assert.Empty(listed.Missing);
        Assert.Contains("recovery-kit.tar.gz.age.0002 is missing", Assert.Single(listed.MissingAttachments), StringComparison.Ordinal);

        // A copy would not be whole, and what was asked for cannot be saved; the image alone can.
        await RefusedAsync(ErrorCode.BackupIncomplete, () => new CopyBackup(Repository, Host, TimeProvider.System).RunAsync(listed, [new("target", On(new MemoryStore()), null)], new(), Token, Small));
        await RefusedAsync(ErrorCode.BackupIncomplete, () => SaveAsync(Memory, listed, "saved"));
        Assert.False(Directory.Exists(Folder.Combine("saved")));
        Assert.Equal(2, (await SaveAsync(Memory, listed, "saved", kit: false)).Files.Count);
        var plan = RecoveryPlanner.Plan(new("SAMPLE", "OTHER", RecoveryTarget.EndOfBackup), [listed], []);
        Assert.Equal(Backup, plan.Backup.Key);
        Assert.Equal(2, (await new SaveBackup(Repository, Primitives, Host).RunUnprotectedAsync(listed, [Key], new() { TargetFolder = Folder.Combine("back"), Slices = Small }, Token)).Files.Count);
    }

    [Fact]
    public async Task A_kit_that_cannot_be_stored_fails_the_backup_and_leaves_nothing()
    {
        var image = await ProtectAsync(Image());
        await RefusedAsync(ErrorCode.WriteFailed, () => Publisher().RunAsync(image, PublishOptions() with { Kit = new GivenKit(Kit) { Failure = new Db2BackupException(ErrorCode.WriteFailed, "no room") } }, Token));
        Assert.Empty(Memory.Keys);

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Host.OnStep = step => { if (step.Equals(PublishBackupStep.StoreAttachments)) cancel.Cancel(); };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Publisher().RunAsync(image, PublishOptions() with { Kit = new GivenKit(Kit) }, cancel.Token));
        Assert.Empty(Memory.Keys);

        // Other bytes than were made of it.
        Host.OnStep = null;
        await RefusedAsync(ErrorCode.FileChanged, () => Publisher().RunAsync(image, PublishOptions() with { Kit = new GivenKit(Kit) { Digest = new string('0', 64) } }, Token));
        Assert.Empty(Memory.Keys);
    }

    [Fact]
    public async Task Debris_of_a_killed_run_that_had_begun_with_it_is_found_whole()
    {
        var published = await PublishWithKitAsync();
        await Memory.DeleteAsync(RepositoryLayout.Manifest(published.Key), Token);
        var found = Assert.Single(await new StoreDebris(Repository, new FixedClock(DateTimeOffset.UtcNow.AddDays(30))).FindAsync("SAMPLE", Token));
        Assert.Contains(Backup + "recovery-kit.tar.gz.age.0002", found.Keys);
    }

    [Fact]
    public async Task A_manifest_that_is_older_than_attachments_has_none_and_a_malformed_one_is_refused()
    {
        var published = await PublishWithKitAsync();
        var key = RepositoryLayout.Manifest(published.Key);
        var json = JsonNode.Parse(Memory[key])!.AsObject();
        json.Remove("attachments");
        Memory[key] = Encoding.UTF8.GetBytes(json.ToJsonString());
        var manifest = await ManifestReader.ReadAsync(Repository, published.Key, Token);
        Assert.Empty(manifest!.Attachments);
        Assert.False((Assert.Single((await new ListBackups(Repository).RunAsync(new(), Token)).Backups)).HasRecoveryKit);

        foreach (var bad in new[] { "../escape", "a/b", "", ".hidden", published.Manifest.Files[0].Name })
        {
            json["attachments"] = new JsonArray(JsonNode.Parse(ManifestJson.Write(published.Manifest.Attachments[0] with { Name = bad })));
            Memory[key] = Encoding.UTF8.GetBytes(json.ToJsonString());
            await RefusedAsync(ErrorCode.ManifestInvalid, () => ManifestReader.ReadAsync(Repository, published.Key, Token));
        }
    }

    private async Task<PublishedBackup> PublishWithKitAsync() => await Publisher().RunAsync(await ProtectAsync(Image()), PublishOptions() with { Kit = new GivenKit(Kit), ReadBackDigest = true }, Token);

    private Task<SavedBackup> SaveAsync(MemoryStore store, PublishedBackup backup, string folder, bool kit = true) =>
        new SaveBackup(On(store), Primitives, Host).RunAsync(backup, new() { TargetFolder = Folder.Combine(folder), Slices = Small, RecoveryKit = kit }, Token);
}
