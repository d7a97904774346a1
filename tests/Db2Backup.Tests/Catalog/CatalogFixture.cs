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
}
