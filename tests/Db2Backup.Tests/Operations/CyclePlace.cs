using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage.Azure;
using Db2Backup.Tests.Storage.S3;
using Db2Backup.Tests.Storage.Swift;

namespace Db2Backup.Tests.Operations;

/// <summary>A store of every kind, for one cycle.</summary>
/// <param name="Secrets">What must be in nothing that is told or stored readable.</param>
/// <param name="Debris">Whatever the store keeps besides objects.</param>
internal sealed record CyclePlace(string Location, StoreAccess Access, string[] Secrets, Func<Task<IReadOnlyList<string>>> Debris, IAsyncDisposable Place)
{
    public static TheoryData<string> Kinds => ["folder", "Azure", "Swift", "Swift with Keystone", "S3"];

    public static async Task<CyclePlace> MakeAsync(string kind)
    {
        switch (kind)
        {
            case "folder":
                var folder = new FolderPlace();
                return new(folder.Folder.Path, new StoreAccess(), [], () => Task.FromResult<IReadOnlyList<string>>([]), folder);
            case "Azure":
                var azure = await AzurePlace.PlainAsync();
                return new($"{azure.Location}/db2/prod", azure.Access(new Secret(AzurePlace.Key)), [AzurePlace.Key], azure.DebrisAsync, azure);
            case "Swift":
                var swift = await SwiftPlace.OfTempAuthAsync();
                return new($"swift://{swift.Container}/db2/prod", swift.Access(), [swift.Environment["ST_KEY"]], swift.DebrisAsync, swift);
            case "Swift with Keystone":
                var keystone = await SwiftPlace.OfKeystoneAsync();
                return new($"swift://{keystone.Container}/db2/prod", keystone.Access(), [keystone.Environment["OS_PASSWORD"]], keystone.DebrisAsync, keystone);
            case "S3":
                var s3 = await S3Place.MakeAsync();
                return new($"{s3.Location}/db2/prod", S3Place.Access(), [S3Place.SecretKey], s3.DebrisAsync, s3);
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such store");
        }
    }

    private sealed class FolderPlace : IAsyncDisposable
    {
        public TemporaryFolder Folder { get; } = new();

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
