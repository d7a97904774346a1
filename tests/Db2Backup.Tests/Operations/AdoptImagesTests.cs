using Db2Backup.Adapters.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Operations;

namespace Db2Backup.Tests.Operations;

/// <summary>Import-Db2BackupImage: images that a plain script took, from the files to the restored database.</summary>
public sealed class AdoptImagesTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_script_backed_up_is_published_with_a_manifest_and_restored_with_the_logs_after_it()
    {
        var scene = await RecoveryScene.CreateAsync(fixture);
        var folder = fixture.Sandbox.MakeFolder("script");
        using (var session = fixture.Sandbox.Session())
        {
            session.Db2($"BACKUP DATABASE {scene.Name} ONLINE TO {folder}, {folder} INCLUDE LOGS WITHOUT PROMPTING").Ok();
            session.Db2($"BACKUP DATABASE {scene.Name} TO {folder}").Ok();
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "notes"), "of somebody", Token);
        scene.Insert(100);
        await scene.ShipLogsAsync();
        var adopt = new AdoptImages(scene.Db2, scene.Host, TimeProvider.System);
        var (images, refused) = await adopt.FindAsync([folder], null, Token);
        Assert.Empty(refused);
        Assert.Equal([(BackupMode.Online, 2, true), (BackupMode.Offline, 1, false)], images.Select(i => (i.Mode, i.Files.Count, i.IncludesLogs)));
        var publish = new PublishImage(scene.Store, new BouncyCastlePrimitives(), scene.Host, TimeProvider.System);
        var options = new PublishImageOptions([], new PublishBackupOptions());
        foreach (var image in images)
        {
            var published = await publish.RunOnceAsync(await adopt.VerifyAsync(image, Token), options, Token);
            Assert.True(published.Manifest is { Verified: true, DatabaseSeed: not null, FirstLog: not null, LastLog: not null, Streamed: false, Recoverable: true } && published.IsComplete);
            Assert.True((await publish.RunOnceAsync(image, options, Token)).WasPublishedBefore);
        }

        // One file of two, and one that another took the name of.
        var alone = fixture.Sandbox.MakeFolder("alone");
        File.Copy(images[0].Path[0], Path.Combine(alone, Path.GetFileName(images[0].Path[0])));
        File.Copy(images[0].Path[1], Path.Combine(alone, Path.GetFileName(images[1].Path[0])));
        var (none, why) = await adopt.FindAsync([alone], null, Token);
        Assert.Empty(none);
        Assert.Equal([ErrorCode.ImageNotAdoptable, ErrorCode.ImageNotAdoptable], why.Select(e => e.Code!.Value));
        Assert.Equal(ErrorCode.FileNameNotUnderstood, (await Assert.ThrowsAsync<Db2BackupException>(() => adopt.FindAsync([Path.Combine(folder, "notes")], null, Token))).Code);

        scene.Lose();
        foreach (var image in images)
        {
            var copy = fixture.NewName();
            await scene.RestoreAsync(RecoveryTarget.EndOfLogs, copy, timestamp: image.Timestamp);
            Assert.Equal(11, scene.Count(copy));
        }
        // Its history is gone with it: the warning says so, and the image is adopted all the same.
        var (orphans, _) = await adopt.FindAsync([images[0].Path[0], images[0].Path[1]], null, Token);
        Assert.Null(Assert.Single(orphans).FirstLog);
        Assert.Contains(scene.Host.Warnings, w => w.Contains("does not know", StringComparison.Ordinal));
    }
}
