using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

/// <summary>A repository in memory, with slices small enough that an image has several.</summary>
public abstract class CatalogFixture : BackupFixture
{
    private protected static readonly SliceOptions Small = new() { PartBytes = 40_000, PartsPerSlice = 2, ParallelParts = 2 };

    private protected MemoryStore Memory { get; } = new();

    private protected Repository Repository => On(Memory);

    private protected static Repository On(IObjectStore store, string prefix = "") => new(store, prefix, "memory");

    private protected static PublishBackupOptions PublishOptions() => new() { Slices = Small };

    private protected PublishBackup Publisher(IObjectStore? store = null, TimeProvider? clock = null) => new(On(store ?? Memory), Host, clock ?? TimeProvider.System);

    private protected async Task<PublishedBackup> PublishAsync(BackupImage image, string prefix = "") =>
        await new PublishBackup(On(Memory, prefix), new RecordingHost(), TimeProvider.System).RunAsync(await ProtectAsync(image), PublishOptions(), Token);

    private protected sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>Bytes in place of what Db2 would tell.</summary>
    private protected sealed class GivenKit(byte[] content) : IRecoveryKit
    {
        public Exception? Failure { get; init; }

        public string? Digest { get; init; }

        public async Task<ManifestFile?> StoreAsync(StoreFile store, BackupImage image, IReadOnlyList<string> fingerprints, IOperationHost storeHost, CancellationToken cancellationToken) =>
            await store(ManifestAttachment.RecoveryKit, 0, ".age", async (upload, token) =>
            {
                await upload.WriteAsync(content.AsMemory(0, content.Length / 2), token);
                if (Failure is not null) throw Failure;
                await upload.WriteAsync(content.AsMemory(content.Length / 2), token);
                var digest = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content)).ToLowerInvariant();
                return new ExpectedBytes(1000, new string('a', 64), content.Length, Digest ?? digest);
            }, cancellationToken);
    }
}
