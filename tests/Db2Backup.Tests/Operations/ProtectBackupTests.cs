using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Tests.Operations;

public sealed class ProtectBackupTests : BackupFixture
{
    [Fact]
    public async Task Each_image_file_becomes_a_protected_file_of_its_own_beside_it()
    {
        var image = Image();
        var result = await Protector().RunAsync(image, ProtectOptions(), Token);

        Assert.Equal(image.Files.Select(f => f.Path + ".zst.age"), result.Path);
        Assert.Equal(CompressionCodec.Zstd, result.Compression);
        Assert.Equal([Key.Recipient.Fingerprint], result.Recipients);
        foreach (var file in result.Files)
        {
            Assert.Equal((file.StoredLength, file.StoredSha256), await Digests.OfFileAsync(file.Path, null, Token));
            Assert.Equal((file.PlainLength, file.PlainSha256), await Digests.OfFileAsync(file.Source.Path, null, Token));
            AssertPrivate(file.Path);
            Assert.InRange(file.StoredLength, 1, file.PlainLength - 1);
        }
        Assert.Equal(image.SizeBytes, Host.Reports.Max(r => r.DoneBytes));
        Assert.Equal([ProtectBackupStep.CheckImage, ProtectBackupStep.CheckTarget, ProtectBackupStep.Protect], Host.Steps.Cast<ProtectBackupStep>());
        Assert.Equal(4, Snapshot().Count);
    }

    [Fact]
    public async Task An_image_that_Db2_compressed_is_not_compressed_again()
    {
        var result = await Protector().RunAsync(Image() with { IsCompressedByDb2 = true }, ProtectOptions(), Token);
        Assert.Equal(CompressionCodec.None, result.Compression);
        Assert.Equal(result.Files.Select(f => f.Source.Path + ".age"), result.Path);
        Assert.Contains("Db2 compressed or encrypted it", Assert.Single(Host.Details), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionCodec.Gzip, 9, ".gz.age"), InlineData(CompressionCodec.Zstd, 1, ".zst.age"), InlineData(CompressionCodec.None, null, ".age")]
    public async Task Codec_and_level_can_be_chosen(CompressionCodec codec, int? level, string extension)
    {
        var result = await Protector().RunAsync(Image(), ProtectOptions() with { Compression = codec, CompressionLevel = level, TargetFolder = Folder.Folder("out") }, Token);
        Assert.All(result.Files, f => Assert.Equal(Folder.Combine("out", f.Source.Name + extension), f.Path));
    }

    [Fact]
    public async Task The_image_is_deleted_only_after_the_protected_files_were_read_back()
    {
        var image = Image();
        await RefusedAsync(ErrorCode.ReadBackMismatch, () =>
        {
            // Somebody, or the disk, changes what was written before it is read back.
            Host.OnStep = step => { if (step is ProtectBackupStep.ReadBack) Flip(image.Files[1].Path + ".zst.age"); };
            return Protector().RunAsync(image, ProtectOptions() with { RemoveImage = true }, Token);
        });
        Assert.All(image.Files, f => Assert.True(File.Exists(f.Path)));
        Assert.Equal(2, Snapshot().Count);

        Host.OnStep = null;
        var result = await Protector().RunAsync(image, ProtectOptions() with { RemoveImage = true }, Token);
        Assert.All(image.Files, f => Assert.False(File.Exists(f.Path)));
        Assert.All(result.Path, p => Assert.True(File.Exists(p)));
    }

    [Fact]
    public async Task A_target_that_exists_is_refused_and_left()
    {
        var image = Image();
        await File.WriteAllTextAsync(image.Files[1].Path + ".zst.age", "precious", Token);
        var before = Snapshot();
        await RefusedAsync(ErrorCode.FileExists, () => Protector().RunAsync(image, ProtectOptions(), Token));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task What_cannot_be_protected_is_refused_before_anything_is_written()
    {
        var image = Image();
        var before = Snapshot();
        await RefusedAsync(ErrorCode.ImageNotReachable, () => Protector().RunAsync(image with { IsReachable = false }, ProtectOptions(), Token));
        await RefusedAsync(ErrorCode.RecipientMissing, () => Protector().RunAsync(image, ProtectOptions() with { Recipients = [] }, Token));
        await RefusedAsync(ErrorCode.RecipientsMixed, () => Protector().RunAsync(image,
            ProtectOptions() with { Recipients = [Key.Recipient, new AgePassphrase("x", Primitives, 10)] }, Token));
        await RefusedAsync(ErrorCode.FileNotFound, () => Protector().RunAsync(image, ProtectOptions() with { TargetFolder = Folder.Combine("none") }, Token));
        await RefusedAsync(ErrorCode.FileChanged, () => Protector().RunAsync(
            image with { Files = [image.Files[0] with { Length = image.Files[0].Length + 1 }] }, ProtectOptions(), Token));
        await RefusedAsync(ErrorCode.FileNotFound, () => Protector().RunAsync(
            image with { Files = [image.Files[0], image.Files[1] with { Path = Folder.Combine("gone") }] }, ProtectOptions(), Token));
        await RefusedAsync(ErrorCode.CompressionLevelInvalid, () => Protector().RunAsync(image, ProtectOptions() with { Compression = CompressionCodec.Gzip, CompressionLevel = 10 }, Token));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task An_image_on_a_server_is_read_through_a_path_map()
    {
        var here = Image();
        var remote = here with { IsReachable = false, Files = here.Files.Select(f => f with { Path = "/server/backup/" + f.Name }).ToList() };
        var options = ProtectOptions() with { PathMaps = [new PathMap("/other", "/nowhere"), new PathMap("/server/backup/", Folder.Combine("images"))], TargetFolder = Folder.Folder("out") };
        var result = await Protector().RunAsync(remote, options, Token);
        Assert.Equal(2, result.Files.Count);
        Assert.Equal("/server/backup/" + here.Files[0].Name, result.Files[0].Source.Path);
    }

    [Fact]
    public async Task Cancelling_at_any_moment_leaves_no_file()
    {
        var image = Image(length: 5_000_000);
        var before = Snapshot();
        for (var at = 1; at <= 8; at++)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var reports = 0;
            Host.OnProgress = _ => { if (Interlocked.Increment(ref reports) == at) cancel.Cancel(); };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Protector().RunAsync(image, ProtectOptions(), cancel.Token));
            Assert.Equal(before, Snapshot());
        }
    }

    [Fact]
    public async Task A_failure_at_any_step_leaves_the_image_and_nothing_else()
    {
        var image = Image();
        var before = Snapshot();
        foreach (var failing in Enum.GetValues<ProtectBackupStep>())
        {
            Host.OnStep = step => { if (step.Equals(failing)) throw new IOException("injected", 28); };
            var error = await RefusedOrThrown(() => Protector().RunAsync(image, ProtectOptions() with { RemoveImage = true }, Token));
            if (failing == ProtectBackupStep.RemoveImage) break;
            Assert.Equal(before, Snapshot());
            Assert.True(error is IOException || error is Db2BackupException { Code: ErrorCode.DiskFull }, error.ToString());
        }
        // The last step: everything is there twice, nothing is lost.
        Assert.Equal(4, Snapshot().Count);
    }

    private static async Task<Exception> RefusedOrThrown(Func<Task> act) =>
        await Record.ExceptionAsync(act) ?? throw new InvalidOperationException("nothing was thrown");

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
