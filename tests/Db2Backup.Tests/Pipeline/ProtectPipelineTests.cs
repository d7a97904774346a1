using System.Diagnostics;
using System.Security.Cryptography;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Pipeline;

public sealed class ProtectPipelineTests
{
    private static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<CompressionCodec, bool, int> Paths()
    {
        var data = new TheoryData<CompressionCodec, bool, int>();
        foreach (var codec in Enum.GetValues<CompressionCodec>())
            foreach (var encrypted in new[] { false, true })
                foreach (var length in new[] { 0, 1, 65_536, 262_144, 262_145, 5_000_000 })
                    data.Add(codec, encrypted, length);
        return data;
    }

    [Theory, MemberData(nameof(Paths))]
    public async Task What_was_protected_is_unprotected_with_the_same_digest(CompressionCodec codec, bool encrypted, int length)
    {
        var plain = Sample(length);
        var (stored, result) = await ProtectAsync(plain, codec, encrypted);
        Assert.Equal(length, result.PlainLength);
        Assert.Equal(Hex(plain), result.PlainSha256);
        Assert.Equal(stored.Length, result.StoredLength);
        Assert.Equal(Hex(stored), result.StoredSha256);

        using var back = new MemoryStream();
        var opened = await UnprotectPipeline.RunAsync(new MemoryStream(stored), back, codec, encrypted, [Key], Primitives, "test", null, Token);
        Assert.Equal(plain, back.ToArray());
        Assert.Equal((result.PlainLength, result.PlainSha256), opened);
    }

    [Theory, InlineData(CompressionCodec.Zstd), InlineData(CompressionCodec.Gzip)]
    public async Task What_does_not_shrink_is_stored_as_it_is_within_its_frame(CompressionCodec codec)
    {
        var noise = new byte[3_000_000];
        new Random(1).NextBytes(noise);
        var (stored, _) = await ProtectAsync(noise, codec, encrypted: false);
        Assert.InRange(stored.Length, noise.Length, noise.Length + noise.Length / 1000);
        // Raw, not coded at no gain: a piece of it is found as it was.
        Assert.True(stored.AsSpan().IndexOf(noise.AsSpan(100_000, 1000)) > 0);
        using var back = new MemoryStream();
        await UnprotectPipeline.RunAsync(new MemoryStream(stored), back, codec, false, [], Primitives, "noise", null, Token);
        Assert.Equal(noise, back.ToArray());
    }

    [Fact]
    public async Task A_cut_zstd_stream_is_an_error()
    {
        var (stored, _) = await ProtectAsync(Sample(1_000_000), CompressionCodec.Zstd, encrypted: false);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => UnprotectPipeline.RunAsync(
            new MemoryStream(stored[..(stored.Length / 2)]), Stream.Null, CompressionCodec.Zstd, false, [], Primitives, "cut", null, Token));
        Assert.Equal(ErrorCode.CompressedDataInvalid, error.Code);
    }

    // The framework's gzip reader takes a cut for an end: length and digest are what tell.
    [Fact]
    public async Task A_cut_gzip_stream_does_not_have_the_length_of_the_whole()
    {
        var (stored, whole) = await ProtectAsync(Sample(1_000_000), CompressionCodec.Gzip, encrypted: false);
        var cut = await UnprotectPipeline.RunAsync(
            new MemoryStream(stored[..(stored.Length / 2)]), Stream.Null, CompressionCodec.Gzip, false, [], Primitives, "cut", null, Token);
        Assert.NotEqual(whole.PlainLength, cut.Length);
        Assert.NotEqual(whole.PlainSha256, cut.Sha256);
    }

    [Fact]
    public async Task A_source_that_fails_stops_the_run_and_is_the_error()
    {
        var source = new FailingStream(Sample(3_000_000), failAt: 2_000_000);
        using var stored = new MemoryStream();
        var error = await Assert.ThrowsAsync<IOException>(() => ProtectPipeline.RunAsync(source, stored, Options(CompressionCodec.Zstd, true), Primitives, null, Token));
        Assert.Equal("the source failed", error.Message);
        await Assert.ThrowsAsync<Db2BackupException>(() => UnprotectPipeline.RunAsync(
            new MemoryStream(stored.ToArray()), Stream.Null, CompressionCodec.Zstd, true, [Key], Primitives, "abandoned", null, Token));
    }

    [Theory, InlineData(CompressionCodec.Zstd, true), InlineData(CompressionCodec.Gzip, false)]
    public async Task A_stored_source_that_fails_is_the_error_and_is_not_taken_for_a_cut(CompressionCodec codec, bool encrypted)
    {
        var (stored, _) = await ProtectAsync(Sample(3_000_000), codec, encrypted);
        var error = await Assert.ThrowsAsync<IOException>(() => UnprotectPipeline.RunAsync(
            new FailingStream(stored, failAt: stored.Length / 2), Stream.Null, codec, encrypted, [Key], Primitives, "failing", null, Token));
        Assert.Equal("the source failed", error.Message);
    }

    [Fact]
    public async Task A_destination_that_fails_stops_the_run_and_is_the_error()
    {
        var destination = new FailingStream([], failAt: 500_000);
        var error = await Assert.ThrowsAsync<IOException>(() => ProtectPipeline.RunAsync(
            new MemoryStream(Sample(50_000_000)), destination, Options(CompressionCodec.Zstd, true), Primitives, null, Token));
        Assert.Equal("the destination failed", error.Message);
    }

    [Fact]
    public async Task Cancelling_ends_the_run_soon()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = ProtectPipeline.RunAsync(new EndlessStream(), Stream.Null, Options(CompressionCodec.Zstd, true), Primitives, null, cancel.Token);
        await Task.Delay(50, Token);
        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task The_age_and_zstd_programs_read_what_we_write_and_we_read_what_they_write()
    {
        Assert.SkipUnless(OnPath("age") && OnPath("zstd"), "the programs age and zstd are not on this machine");
        using var folder = new TemporaryFolder();
        var (plainFile, stored, keyFile) = (folder.Combine("plain"), folder.Combine("image.zst.age"), folder.Combine("key"));
        var plain = Sample(3_000_000);
        await File.WriteAllBytesAsync(plainFile, plain, Token);
        await File.WriteAllTextAsync(keyFile, Key.Reveal() + "\n", Token);

        await File.WriteAllBytesAsync(stored, (await ProtectAsync(plain, CompressionCodec.Zstd, true)).Stored, Token);
        Shell($"age -d -i '{keyFile}' '{stored}' | zstd -d -q | cmp - '{plainFile}'");

        File.Delete(stored);
        Shell($"zstd -3 -T0 -q -c '{plainFile}' | age -r {Key.Recipient.Fingerprint} -o '{stored}'");
        using var back = new MemoryStream();
        await using var source = File.OpenRead(stored);
        await UnprotectPipeline.RunAsync(source, back, CompressionCodec.Zstd, true, [Key], Primitives, stored, null, Token);
        Assert.Equal(plain, back.ToArray());
    }

    private static void Shell(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash") { ArgumentList = { "-o", "pipefail", "-c", script }, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}: {errors}");
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static ProtectOptions Options(CompressionCodec codec, bool encrypted) =>
        new(codec, null, encrypted ? [Key.Recipient] : []) { BlockBytes = 256 * 1024 };

    private static async Task<(byte[] Stored, ProtectResult Result)> ProtectAsync(byte[] plain, CompressionCodec codec, bool encrypted)
    {
        using var stored = new MemoryStream();
        var result = await ProtectPipeline.RunAsync(new MemoryStream(plain), stored, Options(codec, encrypted), Primitives, null, Token);
        return (stored.ToArray(), result);
    }

    /// <summary>Half noise, half text: compresses, but not to nothing.</summary>
    private static byte[] Sample(int length)
    {
        var sample = new byte[length];
        var random = new Random(length);
        for (var i = 0; i < length; i++) sample[i] = (i & 64) == 0 ? (byte)('a' + i % 17) : (byte)random.Next(256);
        return sample;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private sealed class FailingStream(byte[] content, int failAt) : MemoryStream(content.Length > 0 ? content : new byte[failAt * 2])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= failAt ? throw new IOException("the source failed") : await base.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position + buffer.Length >= failAt ? throw new IOException("the destination failed") : base.WriteAsync(buffer, cancellationToken);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Random.Shared.NextBytes(buffer.Span);
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
