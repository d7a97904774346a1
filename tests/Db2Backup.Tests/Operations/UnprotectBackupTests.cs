using System.Diagnostics;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Tests.Operations;

public sealed class UnprotectBackupTests : BackupFixture
{
    private UnprotectBackup Opener => new(Primitives, Host);

    private UnprotectBackupOptions Options(IReadOnlyList<UnprotectSource> sources) =>
        new() { Sources = sources, TargetFolder = Folder.Combine("restored"), Identities = [Key] };

    [Theory]
    [InlineData(CompressionCodec.Zstd, true, true), InlineData(CompressionCodec.Zstd, true, false), InlineData(CompressionCodec.Gzip, true, true)]
    [InlineData(CompressionCodec.None, true, false), InlineData(CompressionCodec.Zstd, false, true), InlineData(CompressionCodec.Gzip, false, false), InlineData(CompressionCodec.None, false, false)]
    public async Task The_image_files_come_back_under_their_own_names(CompressionCodec codec, bool encrypted, bool known)
    {
        var image = Image();
        var stored = await Protector().RunAsync(image, ProtectOptions() with
        {
            Compression = codec, Recipients = encrypted ? [Key.Recipient] : [], NoEncryption = !encrypted, TargetFolder = Folder.Folder("stored"),
        }, Token);
        var result = await Opener.RunAsync(Options(known ? UnprotectSource.From(stored) : UnprotectSource.From(stored.Path)), Token);

        Assert.Equal(image.Files.Select(f => Folder.Combine("restored", f.Name.ToString())), result.Path);
        Assert.Equal(known, result.Verified);
        Assert.Equal((image.Database, image.Timestamp), (result.Database, result.Timestamp));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(await File.ReadAllBytesAsync(image.Files[i].Path, Token), await File.ReadAllBytesAsync(result.Path[i], Token));
            AssertPrivate(result.Path[i]);
        }
        Assert.Equal(!known && !encrypted, !Host.Warnings.IsEmpty);
    }

    [Fact]
    public async Task Slices_that_were_copied_by_hand_are_joined()
    {
        var stored = await ProtectAsync(Image(files: 1));
        var bytes = await File.ReadAllBytesAsync(stored.Path[0], Token);
        string[] slices = [stored.Path[0] + ".0001", stored.Path[0] + ".0002", stored.Path[0] + ".0003"];
        await File.WriteAllBytesAsync(slices[0], bytes[..1000], Token);
        await File.WriteAllBytesAsync(slices[1], bytes[1000..50_000], Token);
        await File.WriteAllBytesAsync(slices[2], bytes[50_000..], Token);

        Assert.Throws<Db2BackupException>(() => UnprotectSource.From([slices[0], slices[2]]));
        var result = await Opener.RunAsync(Options(UnprotectSource.From([slices[2], slices[0], slices[1]])), Token);
        Assert.Equal(stored.Files[0].PlainLength, result.Files[0].Length);
    }

    public static TheoryData<string, bool> Damages()
    {
        var data = new TheoryData<string, bool>();
        foreach (var damage in new[] { "cut", "flipped", "extended", "empty", "swapped", "chunk cut" })
            foreach (var known in new[] { true, false })
                if (known || damage != "swapped") data.Add(damage, known);
        return data;
    }

    [Theory, MemberData(nameof(Damages))]
    public async Task What_was_damaged_is_an_error_and_leaves_no_file(string damage, bool known)
    {
        var stored = await ProtectAsync(Image());
        var path = stored.Path[1];
        var bytes = await File.ReadAllBytesAsync(path, Token);
        await File.WriteAllBytesAsync(path, damage switch
        {
            "cut" => bytes[..^100],
            "chunk cut" => bytes[..^((bytes.Length - 1) % 65_552 % 60_000 + 1)],
            "flipped" => [.. bytes[..70_000], (byte)(bytes[70_000] ^ 1), .. bytes[70_001..]],
            "extended" => [.. bytes, 0],
            "empty" => [],
            _ => await File.ReadAllBytesAsync(stored.Path[0], Token),
        }, Token);

        var before = Snapshot();
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => Opener.RunAsync(Options(known ? UnprotectSource.From(stored) : UnprotectSource.From(stored.Path)), Token));
        Assert.Equal(ErrorKind.InvalidData, error.Kind);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task What_cannot_be_opened_is_refused()
    {
        var stored = await ProtectAsync(Image());
        var sources = UnprotectSource.From(stored);
        var before = Snapshot();
        await RefusedAsync(ErrorCode.NoMatchingKey, () => Opener.RunAsync(Options(sources) with { Identities = [] }, Token));
        await RefusedAsync(ErrorCode.NoMatchingKey, () => Opener.RunAsync(Options(sources) with { Identities = [AgeX25519Identity.Generate(Primitives)] }, Token));
        await RefusedAsync(ErrorCode.FileExists, () => Opener.RunAsync(Options(sources) with { TargetFolder = Folder.Combine("images") }, Token));
        await RefusedAsync(ErrorCode.FileExists, () => Opener.RunAsync(Options([sources[0], sources[0]]), Token));
        await RefusedAsync(ErrorCode.FileNameNotUnderstood, () => Opener.RunAsync(Options([]), Token));
        await RefusedAsync(ErrorCode.FileNotFound, () => Opener.RunAsync(Options([sources[0] with { Paths = [Folder.Combine("none")] }]), Token));
        Assert.Throws<Db2BackupException>(() => UnprotectSource.From([Folder.Combine("letter.zst.age")]));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task An_encrypted_file_that_was_renamed_to_an_image_is_not_restored_as_one()
    {
        var stored = await ProtectAsync(Image(files: 1));
        var renamed = Path.Combine(Folder.Folder("renamed"), stored.Image.Files[0].Name.ToString());
        File.Move(stored.Path[0], renamed);
        await RefusedAsync(ErrorCode.FileNameNotUnderstood, () => Opener.RunAsync(Options(UnprotectSource.From([renamed])), Token));
    }

    [Fact]
    public async Task A_passphrase_opens_what_it_closed()
    {
        var stored = await Protector().RunAsync(Image(files: 1), ProtectOptions() with { Recipients = [new AgePassphrase("correct horse", Primitives, 10)] }, Token);
        Assert.Equal(["passphrase"], stored.Recipients);
        await Opener.RunAsync(Options(UnprotectSource.From(stored)) with { Identities = [new AgePassphrase("correct horse", Primitives)] }, Token);
    }

    [Fact]
    public async Task What_the_age_and_zstd_programs_wrote_is_opened()
    {
        Assert.SkipUnless(Programs.OnPath("age") && Programs.OnPath("zstd"), "the programs age and zstd are not on this machine");
        var image = Image(files: 1);
        Programs.Shell($"zstd -q -c '{image.Path[0]}' | age -r {Key.Recipient.Fingerprint} -o '{image.Path[0]}.zst.age'");
        var result = await Opener.RunAsync(Options(UnprotectSource.From([image.Path[0] + ".zst.age"])), Token);
        Assert.Equal(await File.ReadAllBytesAsync(image.Path[0], Token), await File.ReadAllBytesAsync(result.Path[0], Token));
    }

    [Fact]
    public async Task Cancelling_leaves_no_file()
    {
        var stored = await ProtectAsync(Image(length: 5_000_000));
        var before = Snapshot();
        for (var at = 1; at <= 8; at++)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var reports = 0;
            Host.OnProgress = _ => { if (Interlocked.Increment(ref reports) == at) cancel.Cancel(); };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Opener.RunAsync(Options(UnprotectSource.From(stored)), cancel.Token));
            Assert.Equal(before, Snapshot());
        }
    }
}

internal static class Programs
{
    public static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    public static void Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash") { ArgumentList = { "-o", "pipefail", "-c", script }, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {errors}");
    }
}
