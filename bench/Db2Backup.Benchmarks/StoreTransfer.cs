using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Azure.Storage;
using Azure.Storage.Blobs;
using Db2Backup.Adapters;
using Db2Backup.Operations;
using Db2Backup.Storage;

namespace Db2Backup.Benchmarks;

/// <summary>
/// Transfers between a file and a server of tests/services, for bench/stores.sh: by a driver of ours, in slices as backups are stored, or for Azure by
/// its SDK alone, which has no program. One process does all of a kind, as a PowerShell session does. Before the first transfer some MiB were stored and
/// read: what is loaded and compiled then is the start of this process, and the start of the other programs is not counted either.
/// </summary>
internal static class StoreTransfer
{
    // What an idle host has that uses a store: the libraries are loaded and a small object was stored, read and removed.
    private const int IdleBytes = 10_000;

    // Requests enough for the runtime to know what is used much, and to compile that again on a thread of its own: it counts when it has compiled nothing
    // for a while, and compiles what was called thirty times since.
    private const int WarmBytes = 10 << 20;
    private const int WarmPartBytes = 256 << 10;
    private const int WarmTimes = 2;
    private static readonly TimeSpan Compiling = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// Reads lines "publish FILE", "save FILE", "remove" from standard input and answers each with seconds and CPU seconds; "memory" with the MiB that this
    /// process had when it was idle, and had at the most. Ends with its input or the line "end".
    /// </summary>
    /// <param name="kind">swift, keystone, s3, azure, or plain for Azure's SDK.</param>
    public static async Task RunAsync(string kind, string container)
    {
        using var self = Process.GetCurrentProcess();
        await WarmAsync(kind, container, IdleBytes);
        await Task.Delay(Compiling);
        self.Refresh();
        var idle = self.WorkingSet64 >> 20;
        for (var i = 0; i < WarmTimes; i++)
        {
            await WarmAsync(kind, container, WarmBytes);
            await Task.Delay(Compiling);
        }
        while (await Console.In.ReadLineAsync() is { } line && line != "end")
        {
            var (act, file) = line.Split(' ', 2) is [var first, var second] ? (first, second) : (line, "");
            self.Refresh();
            if (act == "memory") Tell($"{idle} {self.PeakWorkingSet64 >> 20}");
            else
            {
                var (clock, cpu) = (Stopwatch.StartNew(), self.TotalProcessorTime);
                if (kind == "plain") await PlainAzureAsync(act, container, file);
                else await OursAsync(act, kind, container, file);
                self.Refresh();
                Tell($"{clock.Elapsed.TotalSeconds:F3} {(self.TotalProcessorTime - cpu).TotalSeconds:F2}");
            }
        }
    }

    private static void Tell(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static async Task WarmAsync(string kind, string container, int bytes)
    {
        if (kind == "plain")
        {
            await WarmPlainAzureAsync(container, bytes);
            return;
        }
        await using var repository = Open(kind, container);
        var store = repository.Store;
        // The small parts of a warm-up leave no memory that would count as that of an idle host, or hide what the transfer takes.
        var options = new SliceOptions { PartBytes = Math.Min(bytes, WarmPartBytes), ParallelParts = 2 };
        var content = RandomNumberGenerator.GetBytes(options.PartBytes);
        var key = $"warm/{Guid.NewGuid():N}";
        IReadOnlyList<StoredSlice> slices;
        string sha256;
        await using (var to = new SlicedUpload(store, _ => key, options))
        {
            for (var sent = 0; sent < bytes; sent += content.Length) await StoredCopy.PublishAsync(new MemoryStream(content), to, null, default);
            (slices, _, sha256) = await to.CompleteAsync(default);
        }
        await using (var from = new SlicedDownload(store, slices, options))
            if ((await StoredCopy.SaveAsync(from, Stream.Null, null, default)).Sha256 != sha256) throw new InvalidOperationException($"what was stored in {kind} reads differently");
        await store.DeleteAsync(key, default);
    }

    private static Repository Open(string kind, string container)
    {
        var (location, settings, secret) = kind switch
        {
            "swift" => ($"swift://{container}", new Dictionary<string, string> { ["auth_url"] = Of("SWIFT_AUTH"), ["username"] = Of("SWIFT_USER") }, Of("SWIFT_KEY")),
            "keystone" => ($"swift://{container}", new() { ["auth_url"] = Of("KEYSTONE_URL"), ["username"] = Of("KEYSTONE_USER"), ["project_name"] = Of("KEYSTONE_PROJECT"), ["region_name"] = Of("KEYSTONE_REGION") }, Of("KEYSTONE_PASSWORD")),
            "s3" => ($"s3://{container}", new() { ["endpoint"] = Of("S3_ENDPOINT"), ["region"] = Of("S3_REGION"), ["access_key_id"] = Of("S3_ACCESS_KEY") }, Of("S3_SECRET_KEY")),
            "azure" => ($"azblob://{Of("AZURITE_ACCOUNT")}/{container}", new() { ["endpoint"] = Of("AZURITE_URL") }, Of("AZURITE_KEY")),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such server"),
        };
        return Engine.Create().Stores.Open(location, new StoreAccess { Settings = settings, Secret = new Secret(secret), Environment = _ => null });
    }

    /// <summary>As Publish-Db2Backup and Save-Db2Backup move the bytes, with the digests they compare.</summary>
    private static async Task OursAsync(string act, string kind, string container, string file)
    {
        await using var repository = Open(kind, container);
        var store = repository.Store;
        var options = SliceOptions.Default.Within(await store.DescribeAsync(default));
        if (act == "publish")
        {
            await using var from = Digests.OpenRead(file);
            await using var to = new SlicedUpload(store, number => $"bench/image.{number:D4}", options);
            await StoredCopy.PublishAsync(from, to, null, default);
            var (stored, _, _) = await to.CompleteAsync(default);
            foreach (var slice in stored)
                if ((await store.FindAsync(slice.Key, default))?.Length != slice.Length) throw new InvalidOperationException($"{slice.Key} does not read back");
            return;
        }
        var slices = new List<StoredSlice>();
        await foreach (var entry in store.ListAsync("bench/image.", default)) slices.Add(new StoredSlice(entry.Key, entry.Length));
        if (act == "remove")
        {
            foreach (var slice in slices) await store.DeleteAsync(slice.Key, default);
            return;
        }
        await using var saved = DataPath.Create(file);
        await using var download = new SlicedDownload(store, slices, options);
        await StoredCopy.SaveAsync(download, saved, null, default);
    }

    private static BlobContainerClient PlainAzure(string container) =>
        new BlobServiceClient(new Uri(Of("AZURITE_URL")), new StorageSharedKeyCredential(Of("AZURITE_ACCOUNT"), Of("AZURITE_KEY"))).GetBlobContainerClient(container);

    private static async Task WarmPlainAzureAsync(string container, int bytes)
    {
        await PlainAzure(container).CreateIfNotExistsAsync();
        var blob = PlainAzure(container).GetBlobClient($"warm/{Guid.NewGuid():N}");
        await blob.UploadAsync(new MemoryStream(RandomNumberGenerator.GetBytes(bytes)));
        await blob.DownloadToAsync(Stream.Null);
        await blob.DeleteAsync();
    }

    /// <summary>What the documentation of the SDK shows, as it is by default.</summary>
    private static async Task PlainAzureAsync(string act, string container, string file)
    {
        var client = PlainAzure(container);
        var blob = client.GetBlobClient("bench/plain");
        switch (act)
        {
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
}
