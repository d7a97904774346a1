using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Operations;

/// <summary>How a kit is made.</summary>
internal sealed record RecoveryKitOptions
{
    /// <summary>Whom the image is encrypted to; null when only their fingerprints are known, and public keys are those.</summary>
    public IReadOnlyList<IAgeRecipient>? Recipients { get; init; }

    /// <summary>What has not been answered by then is missing in the kit: db2look takes long on tens of thousands of tables.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Where the private folder of the kit is made.</summary>
    public string Parent { get; init; } = Path.GetTempPath();
}

/// <summary>What lies beside an image in a store.</summary>
internal interface IRecoveryKit
{
    /// <param name="fingerprints">Of those whom the image is encrypted to; empty when it is not.</param>
    /// <returns>Null when there is no kit.</returns>
    /// <exception cref="Db2BackupException">What storing fails with.</exception>
    Task<ManifestFile?> StoreAsync(StoreFile store, BackupImage image, IReadOnlyList<string> fingerprints, IOperationHost storeHost, CancellationToken cancellationToken);
}

/// <summary>
/// The recovery kit of one backup: what the reports of Db2 say of instance and database, for a recovery on a machine that knows neither. It is made
/// once, when the first store wants it, and lies in a private folder until it is disposed. A kit that cannot be made is told, and is no
/// reason to have no backup; a kit that was made and cannot be stored is.
/// </summary>
internal sealed class RecoveryKit(IDb2Connector db2, IArchiver archiver, AgePrimitives primitives, IOperationHost host, TimeProvider clock, RecoveryKitOptions options) : IRecoveryKit, IAsyncDisposable
{
    private const string FolderPrefix = "db2backup-kit-";

    // Longer than any kit takes: what is older was left by a process that was killed.
    private static readonly TimeSpan Old = TimeSpan.FromDays(1);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource stop = new();
    private readonly object gate = new();
    private Task<string?>? making;
    private string? folder;

    public async Task<ManifestFile?> StoreAsync(StoreFile store, BackupImage image, IReadOnlyList<string> fingerprints, IOperationHost storeHost, CancellationToken cancellationToken)
    {
        if (await AwaitAsync(image, fingerprints, storeHost, cancellationToken).ConfigureAwait(false) is not { } path) return null;
        var protection = new ProtectOptions(CompressionCodec.None, null, Recipients(image, fingerprints)!);
        return await store(ManifestAttachment.RecoveryKit, 0, protection.Extension, async (upload, token) =>
        {
            var input = Digests.OpenRead(path);
            await using (input.ConfigureAwait(false))
            {
                var made = await ProtectPipeline.RunAsync(input, upload, protection, primitives, null, token).ConfigureAwait(false);
                return new ExpectedBytes(made.PlainLength, made.PlainSha256, made.StoredLength, made.StoredSha256);
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> AwaitAsync(BackupImage image, IReadOnlyList<string> fingerprints, IOperationHost storeHost, CancellationToken cancellationToken)
    {
        Task<string?> made;
        lock (gate) made = making ??= Task.Run(() => MakeAsync(image, fingerprints), CancellationToken.None);
        while (!made.IsCompleted)
        {
            // Each store is told that it goes on: who hears nothing for long takes a store for dead.
            storeHost.Progress(new OperationProgress($"Publishing {image.Database} {image.Timestamp}", "Collecting the recovery kit"));
            await Task.WhenAny(made, Task.Delay(ProgressInterval, clock, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
        return await made.ConfigureAwait(false);
    }

    /// <summary>Null when the image is encrypted, and the kit could not be.</summary>
    private IReadOnlyList<IAgeRecipient>? Recipients(BackupImage image, IReadOnlyList<string> fingerprints)
    {
        if (fingerprints.Count == 0) return image.IsEncryptedByDb2 ? null : [];
        if (options.Recipients is { Count: > 0 } given) return given;
        // A passphrase is known to nobody any more when the image was encrypted.
        return fingerprints.All(f => f.StartsWith("age1", StringComparison.Ordinal)) ? fingerprints.Select(f => (IAgeRecipient)AgeX25519Recipient.Parse(f, primitives)).ToList() : null;
    }

    /// <returns>The archive; null when there is none, which was told.</returns>
    private async Task<string?> MakeAsync(BackupImage image, IReadOnlyList<string> fingerprints)
    {
        var what = $"{image.Database} {image.Timestamp}";
        if (Recipients(image, fingerprints) is null)
        {
            host.Warning($"{what} gets no recovery kit: {(fingerprints.Count == 0 ? "Db2 encrypted the image itself, and without recipients the kit would lie there for everybody to read" : "the image is encrypted with a passphrase, which is not known any more")}.");
            return null;
        }
        using var limit = new CancellationTokenSource(options.Limit, clock);
        try
        {
            RemoveOld();
            folder = PrivateFolder.Create(options.Parent, FolderPrefix);
            var reports = Directory.CreateDirectory(Path.Combine(folder, "kit")).FullName;
            var contents = await new KitCollector(db2, reports, host.Verbose, clock).CollectAsync(image.Database, image.Timestamp, limit.Token, stop.Token).ConfigureAwait(false);
            PrivateFolder.WriteBytes(Path.Combine(reports, KitContents.FileName), ManifestJson.Write(contents));
            var path = Path.Combine(folder, ManifestAttachment.RecoveryKit);
            var entries = contents.Parts.Select(p => new ArchiveEntry(p.File, Path.Combine(reports, p.File), p.TakenTime))
                .Prepend(new ArchiveEntry(KitContents.FileName, Path.Combine(reports, KitContents.FileName), contents.EndedTime)).ToList();
            using (var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write)) archiver.Write(output, entries, stop.Token);
            Tell(what, contents);
            return path;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Without(what, "the time for it was over");
        }
        catch (Exception e) when (e is Db2BackupException or IOException or UnauthorizedAccessException)
        {
            return Without(what, e.Message);
        }
    }

    /// <summary>What a killed process left is readable for us only, and goes with the next kit.</summary>
    private void RemoveOld()
    {
        foreach (var left in Directory.EnumerateDirectories(options.Parent, FolderPrefix + "*"))
        {
            try
            {
                if (Directory.GetLastWriteTimeUtc(left) > clock.GetUtcNow() - Old) continue;
                PrivateFolder.Delete(left);
                host.Verbose($"Removed {left}, which an earlier run left.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                host.Verbose($"{left} is left by an earlier run, perhaps another user's: {e.Message}");
            }
        }
    }

    private string? Without(string what, string why)
    {
        host.Warning($"{what} gets no recovery kit: {why}");
        return null;
    }

    private void Tell(string what, KitContents contents)
    {
        host.Verbose($"The recovery kit of {what} holds {string.Join(", ", contents.Parts.Select(p => p.File))}.");
        foreach (var part in contents.Parts.Where(p => p.Masked > 0)) host.Verbose($"{part.Masked} value(s) of {part.File} may be secrets and were taken out.");
        foreach (var none in contents.Missing.Where(m => m.Expected)) host.Verbose($"The recovery kit of {what} has no {none.File} ({none.What}): {none.Reason}");
        if (contents.Missing.Where(m => !m.Expected).ToList() is { Count: > 0 } failed)
            host.Warning($"The recovery kit of {what} lacks {string.Join("; ", failed.Select(m => $"{m.File} ({m.What}): {m.Reason}"))}");
    }

    /// <summary>Stops what is at work, waits until it has ended, and removes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        Task? last;
        lock (gate) last = making;
        // Its outcome was told to whoever waited for it.
        if (last is not null) await Task.WhenAny(last).ConfigureAwait(false);
        stop.Dispose();
        try
        {
            if (folder is not null) PrivateFolder.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Warning($"{folder} could not be removed: it holds the recovery kit, in readable form. {e.Message}");
        }
    }
}
