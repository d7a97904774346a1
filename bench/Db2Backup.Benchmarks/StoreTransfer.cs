using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs;
using Db2Backup.Adapters;
using Db2Backup.Storage;

namespace Db2Backup.Benchmarks;

/// <summary>
/// One transfer between a file and a server of tests/services, for bench/stores.sh, each in a process of its own: by a driver of ours, in slices as
/// backups are stored, and for Azure also by its SDK alone, which has no program. Prints seconds, and the most memory this process had.
/// </summary>
internal static class StoreTransfer
{
    private const int ReadBytes = 1 << 20;

    public static async Task RunAsync(string act, string kind, string container, string file)
    {
        if (act == "idle")
        {
            Tell(0);
            return;
        }
        var clock = Stopwatch.StartNew();
        if (act.StartsWith("plain-", StringComparison.Ordinal)) await PlainAzureAsync(act["plain-".Length..], container, file);
        else await OursAsync(act, kind, container, file);
        Tell(clock.Elapsed.TotalSeconds);
    }

    private static async Task OursAsync(string act, string kind, string container, string file)
    {
        var (location, settings, secret) = kind switch
        {
            "swift" => ($"swift://{container}", new Dictionary<string, string> { ["auth_url"] = Of("SWIFT_AUTH"), ["username"] = Of("SWIFT_USER") }, Of("SWIFT_KEY")),
            "keystone" => ($"swift://{container}", new() { ["auth_url"] = Of("KEYSTONE_URL"), ["username"] = Of("KEYSTONE_USER"), ["project_name"] = Of("KEYSTONE_PROJECT"), ["region_name"] = Of("KEYSTONE_REGION") }, Of("KEYSTONE_PASSWORD")),
            "s3" => ($"s3://{container}", new() { ["endpoint"] = Of("S3_ENDPOINT"), ["region"] = Of("S3_REGION"), ["access_key_id"] = Of("S3_ACCESS_KEY") }, Of("S3_SECRET_KEY")),
            "azure" => ($"azblob://{Of("AZURITE_ACCOUNT")}/{container}", new() { ["endpoint"] = Of("AZURITE_URL") }, Of("AZURITE_KEY")),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such server"),
        };
        await using var repository = Engine.Create().Stores.Open(location, new StoreAccess { Settings = settings, Secret = new Secret(secret), Environment = _ => null });
        var store = repository.Store;
        var options = SliceOptions.Default.Within(await store.DescribeAsync(default));
        if (act == "publish")
        {
            await using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, ReadBytes, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using var to = new SlicedUpload(store, number => $"bench/image.{number:D4}", options);
            await from.CopyToAsync(to, ReadBytes);
            await to.CompleteAsync(default);
            return;
        }
        var slices = new List<StoredSlice>();
        await foreach (var entry in store.ListAsync("bench/image.", default)) slices.Add(new StoredSlice(entry.Key, entry.Length));
        if (act == "remove")
        {
            foreach (var slice in slices) await store.DeleteAsync(slice.Key, default);
            return;
        }
        // A backup's digest is compared while it is saved.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var saved = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, ReadBytes, FileOptions.Asynchronous);
        await using var download = new SlicedDownload(store, slices, options);
        var block = new byte[ReadBytes];
        for (int read; (read = await download.ReadAsync(block)) > 0;)
        {
            hash.AppendData(block, 0, read);
            await saved.WriteAsync(block.AsMemory(0, read));
        }
        _ = hash.GetHashAndReset();
    }

    /// <summary>What the documentation of the SDK shows, as it is by default.</summary>
    private static async Task PlainAzureAsync(string act, string container, string file)
    {
        var service = new BlobServiceClient(new Uri(Of("AZURITE_URL")), new StorageSharedKeyCredential(Of("AZURITE_ACCOUNT"), Of("AZURITE_KEY")));
        var client = service.GetBlobContainerClient(container);
        var blob = client.GetBlobClient("bench/plain");
        switch (act)
        {
            case "make":
                await client.CreateIfNotExistsAsync();
                break;
            case "publish":
                await blob.UploadAsync(file, overwrite: true);
                break;
            case "save":
                await blob.DownloadToAsync(file);
                break;
            default:
                await blob.DeleteAsync();
                break;
        }
    }

    private static string Of(string variable) =>
        Environment.GetEnvironmentVariable("DB2TEST_" + variable) ?? throw new InvalidOperationException($"DB2TEST_{variable} is not set: bench/stores.sh starts the servers");

    private static void Tell(double seconds)
    {
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:F3} {self.PeakWorkingSet64 >> 20}"));
    }
}
