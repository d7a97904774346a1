using System.Diagnostics;
using System.Globalization;
using Azure.Storage;
using Azure.Storage.Blobs;
using Db2Backup.Storage;

namespace Db2Backup.Benchmarks;

/// <summary>The data path of Backup-Db2Database into stores: as fast as the slower of protecting alone and uploading alone?</summary>
internal sealed class StreamParts(Session session)
{
    private const string Container = "d2bench";

    private sealed record Target(string Name, Repository Repository, string PlainName, Contender Plain);

    public async Task RunAsync()
    {
        var (report, image) = (session.Report, session.Image);
        await session.Path.ProtectAsync(image, session.File("finished"));
        await Session.SettleAsync();
        report.Section("Backup-Db2Database's data path into stores",
            $"`cat` writes an image of {session.Settings.Bytes >> 20} MiB into a named pipe; it is compressed, encrypted, digested, cut into slices and stored, read back and its manifest written. Beside it: the same from file to file, without a store, "
            + "and the plain client's upload of what comes out. A pipeline can be as fast as the slower of the two. Servers run on the same machine and take their share of its cores.");
        var targets = new List<Target>();
        var missing = new List<string>();
        foreach (var open in (Func<Task<Target?>>[])[FolderAsync, AzureAsync, SwiftAsync])
            if (await open() is { } target) targets.Add(target); else missing.Add(open == AzureAsync ? "Azurite" : "Swift");
        try
        {
            await MeasureAsync(targets);
            if (missing.Count > 0) report.Add("", $"Not measured, because server or client is not here: {string.Join(", ", missing)}.");
        }
        finally
        {
            foreach (var target in targets) await target.Repository.DisposeAsync();
            session.Delete("finished", "protected", "copied");
        }
    }

    private async Task MeasureAsync(List<Target> targets)
    {
        var stream = new StreamPath(session.Path);
        var contenders = new List<Contender> { Contender.Ours("file to file", async () => await session.Path.ProtectAsync(session.Image, session.File("protected"))) };
        foreach (var target in targets)
        {
            contenders.Add(Contender.Ours("ours to " + target.Name, () => stream.FromPipeAsync(session.Image, target.Repository, session.Folder)) with { AfterAsync = () => StreamPath.ClearAsync(target.Repository) });
            contenders.Add(target.Plain);
        }
        var rows = await Alternation.RunAsync(contenders, session.Settings.Runs, session.Quiet, session.Report.Say);
        var bytes = session.Settings.Bytes;
        var shares = targets.Select((_, i) => Alternation.Median(rows[0].Runs.Select((alone, run) => Math.Max(alone, rows[2 + 2 * i].Runs[run]) / rows[1 + 2 * i].Runs[run]))).ToList();
        session.Report.Table(["store", "ours, s", "MB/s of the image", "CPU seconds", "file to file, s", "plain upload, s", "plain client", "share of the slower", "others had"], targets.Select((t, i) => new[]
        {
            t.Name, Number(rows[1 + 2 * i].Seconds, "F2"), Number(bytes / 1e6 / rows[1 + 2 * i].Seconds, "F0"), Number(rows[1 + 2 * i].CpuSeconds, "F2"), Number(rows[0].Seconds, "F2"),
            Number(rows[2 + 2 * i].Seconds, "F2"), t.PlainName, Number(shares[i], "F2"), rows[1 + 2 * i].Others is { } others ? Number(others * 100, "F0") + " %" : "?",
        }));
        session.Report.Add("", "What others had is the servers' and cat's share here. Ours and they together kept the cores busy: " + string.Join(", ", targets.Select((t, i) =>
            $"{t.Name} {Number(100 * (rows[1 + 2 * i].CpuSeconds / rows[1 + 2 * i].Seconds / Environment.ProcessorCount + (rows[1 + 2 * i].Others ?? 0)), "F0")} %"))
            + ". Where that is near 100 %, what holds it is the work of both on one machine, and not one that waits for the other.");
        for (var i = 0; i < targets.Count; i++)
            session.Report.Target($"to {targets[i].Name}, at least 0.9 of the slower", shares[i], "F2", shares[i] >= 0.9);
    }

    /// <summary>A store in a folder flushes what it stores to the disk; a plain copy that does the same is dd with fsync.</summary>
    private Task<Target?> FolderAsync()
    {
        var folder = Directory.CreateDirectory(session.File("store")).FullName;
        var plain = Contender.Shell("dd", $"dd if={session.File("finished")} of={session.File("copied")} bs=16M conv=fsync status=none") with { AfterAsync = () => DeleteAsync("copied") };
        return Task.FromResult<Target?>(new Target("a folder", StreamPath.Open(folder), "dd, fsync", plain));
    }

    private async Task<Target?> AzureAsync()
    {
        if (Of("AZURITE_URL") is not { } url || Of("AZURITE_ACCOUNT") is not { } account || Of("AZURITE_KEY") is not { } key) return null;
        var container = new BlobServiceClient(new Uri(url), new StorageSharedKeyCredential(account, key)).GetBlobContainerClient(Container);
        await container.CreateIfNotExistsAsync();
        var blob = container.GetBlobClient("plain");
        var plain = Contender.Ours("Azure SDK", () => blob.UploadAsync(session.File("finished"), overwrite: true)) with { AfterAsync = () => blob.DeleteIfExistsAsync() };
        return new Target("Azurite", StreamPath.Open($"azblob://{account}/{Container}/ours", new Dictionary<string, string> { ["endpoint"] = url }, key), "Azure SDK", plain);
    }

    private async Task<Target?> SwiftAsync()
    {
        if (Of("SWIFT_AUTH") is not { } auth || Of("SWIFT_USER") is not { } user || Of("SWIFT_KEY") is not { } key || !Child.Has("swift")) return null;
        var swift = $"ST_AUTH='{auth}' ST_USER='{user}' ST_KEY='{key}' swift -q";
        await Contender.Shell("swift post", $"{swift} post {Container}").RunAsync();
        var starts = new List<double>();
        for (var i = 0; i < 3; i++) starts.Add((await Contender.Shell("swift", "swift --version >/dev/null").RunAsync()).Seconds);
        var plain = Contender.Shell("swift", $"{swift} upload {Container} {session.File("finished")} --object-name plain") with
        {
            StartSeconds = Alternation.Median(starts), AfterAsync = () => Contender.Shell("swift delete", $"{swift} delete {Container} plain").RunAsync(),
        };
        return new Target("Swift", StreamPath.Open($"swift://{Container}/ours", new Dictionary<string, string> { ["auth_url"] = auth, ["username"] = user }, key), "swift", plain);
    }

    private Task DeleteAsync(string name)
    {
        session.Delete(name);
        return Task.CompletedTask;
    }

    private static string? Of(string variable) => Environment.GetEnvironmentVariable("DB2TEST_" + variable) is { Length: > 0 } value ? value : null;

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
