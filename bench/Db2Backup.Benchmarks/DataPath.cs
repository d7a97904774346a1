using Db2Backup.Adapters.Cryptography;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Benchmarks;

/// <summary>The engine's data path as the cmdlets run it, from file to file.</summary>
internal sealed class DataPath
{
    private readonly AgePrimitives primitives = new BouncyCastlePrimitives();
    private readonly AgeX25519Identity key;

    /// <param name="identity">AGE-SECRET-KEY-1…; null for a new key.</param>
    public DataPath(string? identity = null) => key = identity is null ? AgeX25519Identity.Generate(primitives) : AgeX25519Identity.Parse(identity, primitives);

    public AgePrimitives Primitives => primitives;

    public string Recipient => key.Recipient.Fingerprint;

    public ProtectOptions Options => new(CompressionCodec.Zstd, null, [key.Recipient]);

    /// <summary>Writes the key for the age program.</summary>
    public void WriteKey(string path) => File.WriteAllText(path, key.Reveal() + "\n");

    public async Task<ProtectResult> ProtectAsync(string image, string stored, int? level = null)
    {
        File.Delete(stored);
        await using var source = Digests.OpenRead(image);
        await using var destination = Create(stored);
        return await ProtectPipeline.RunAsync(source, destination, Options with { Level = level }, primitives, null, CancellationToken.None);
    }

    public async Task<ProtectResult> ProtectAsync(Stream image, Stream stored, CompressionShare share) =>
        await ProtectPipeline.RunAsync(image, stored, share, primitives, null, CancellationToken.None);

    /// <summary>Decrypts, decompresses and compares lengths and digests of both sides, as a restore does.</summary>
    public async Task UnprotectAsync(string stored, string image, ProtectResult expected)
    {
        File.Delete(image);
        await using var source = Digests.OpenRead(stored);
        await using var destination = Create(image);
        await UnprotectAsync(source, destination, expected);
    }

    public async Task UnprotectAsync(Stream stored, Stream image, ProtectResult expected) =>
        await UnprotectStream.RunAsync(stored, image, new StoredFileName("image", CompressionCodec.Zstd, Encrypted: true, Slice: null), [key], primitives, "image",
            new ExpectedBytes(expected.PlainLength, expected.PlainSha256, expected.StoredLength, expected.StoredSha256), null, CancellationToken.None);

    public static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
}
