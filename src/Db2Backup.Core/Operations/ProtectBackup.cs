using System.Diagnostics;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum ProtectBackupStep { CheckImage, CheckTarget, Protect, ReadBack, RemoveImage }

internal sealed record ProtectBackupOptions
{
    /// <summary>One passphrase, or any number of public keys.</summary>
    public required IReadOnlyList<IAgeRecipient> Recipients { get; init; }

    /// <summary>Has to be said: without it no recipient is an error.</summary>
    public bool NoEncryption { get; init; }

    /// <summary>Where the protected files go; null for beside each image file.</summary>
    public string? TargetFolder { get; init; }

    /// <summary>Null for zstd where the system has it, else gzip; None for an image that Db2 compressed or encrypted itself.</summary>
    public CompressionCodec? Compression { get; init; }

    /// <summary>The codec's own level; null for its usual one.</summary>
    public int? CompressionLevel { get; init; }

    /// <summary>Delete each image file after all protected ones were read back.</summary>
    public bool RemoveImage { get; init; }

    public IReadOnlyList<PathMap> PathMaps { get; init; } = [];
}

/// <summary>Protect-Db2Backup: compresses and encrypts the files of an image, each into a file of its own.</summary>
internal sealed class ProtectBackup(AgePrimitives primitives, IOperationHost host)
{
    /// <exception cref="Db2BackupException">ImageNotReachable, FileNotFound, FileChanged, FileExists, RecipientMissing, RecipientsMixed, ZstdNotFound, CompressionLevelInvalid, DiskFull …</exception>
    public async Task<ProtectedBackup> RunAsync(BackupImage image, ProtectBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(ProtectBackupStep.CheckImage);
        image = PathMap.Seen(image, options.PathMaps);
        BackupKeys.Check(options.Recipients, options.NoEncryption);
        var compression = CompressionChoice.Of(options.Compression, options.CompressionLevel, image.IsCompressedByDb2, ZstdLibrary.IsAvailable);
        host.Verbose($"Image {image.Timestamp} of {image.Database}: {compression.Why}");
        var protection = new ProtectOptions(compression.Codec, compression.Level, options.Recipients);
        var sources = image.Files.Select(file => (File: file, Path: PathMap.Local(image, file, options.PathMaps))).ToList();
        foreach (var (file, path) in sources) CheckSource(file, path);

        host.Step(ProtectBackupStep.CheckTarget);
        var targets = sources.Select(s => Target(s.File, s.Path, options.TargetFolder, protection.Extension)).ToList();
        foreach (var target in targets)
        {
            NewFile.RefuseExisting(target);
            if (!Directory.Exists(Path.GetDirectoryName(target)))
                throw new Db2BackupException(ErrorCode.FileNotFound, $"The folder {Path.GetDirectoryName(target)} is not there.", Path.GetDirectoryName(target));
        }
        if (targets.Distinct(StringComparer.Ordinal).Count() < targets.Count)
            throw new Db2BackupException(ErrorCode.FileExists, $"Two files of the image would have the name {targets[0]}.", targets[0]);

        var made = new MadeFiles();
        try
        {
            var activity = $"Protecting {image.Database} {image.Timestamp}";
            host.Step(ProtectBackupStep.Protect);
            var begin = Stopwatch.GetTimestamp();
            var progress = new ByteProgress(host, activity, "Compressing and encrypting", image.SizeBytes);
            var files = new List<ProtectedFile>();
            for (var i = 0; i < sources.Count; i++)
            {
                files.Add(await ProtectAsync(sources[i].File, sources[i].Path, targets[i], protection, progress, cancellationToken).ConfigureAwait(false));
                made.Add(targets[i]);
            }
            var took = Stopwatch.GetElapsedTime(begin);
            if (options.RemoveImage) await ReadBackAsync(files, activity, cancellationToken).ConfigureAwait(false);
            var result = new ProtectedBackup
            {
                Image = image, Files = files, Compression = compression.Codec, Recipients = options.Recipients.Select(r => r.Fingerprint).ToList(), Duration = took,
            };
            cancellationToken.ThrowIfCancellationRequested();
            if (!options.RemoveImage) return result;
            // From here on the protected files are the backup: a failure to delete an image no longer undoes them.
            made = new MadeFiles();
            Remove(sources.Select(s => s.Path));
            return result;
        }
        catch (Exception e)
        {
            var told = made.Undo(FileErrors.From(e, targets[0], writing: true) ?? e);
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    private static void CheckSource(BackupImageFile file, string path)
    {
        var found = new FileInfo(path);
        if (!found.Exists) throw new Db2BackupException(ErrorCode.FileNotFound, $"The image file {path} is not there.", path);
        if (found.Length != file.Length)
            throw new Db2BackupException(ErrorCode.FileChanged, $"The image file {path} has {found.Length} bytes; Db2 wrote {file.Length}.", path);
    }

    private static string Target(BackupImageFile file, string path, string? folder, string extension) =>
        Path.Combine(Path.GetFullPath(folder ?? Path.GetDirectoryName(path)!), file.Name + extension);

    private async Task<ProtectedFile> ProtectAsync(
        BackupImageFile file, string path, string target, ProtectOptions options, ByteProgress progress, CancellationToken cancellationToken)
    {
        var modified = File.GetLastWriteTimeUtc(path);
        var source = Digests.OpenRead(path);
        ProtectResult result;
        await using (source.ConfigureAwait(false))
        {
            var output = NewFile.Create(target);
            await using (output.ConfigureAwait(false))
            {
                result = await ProtectPipeline.RunAsync(source, output.Stream, options, primitives, progress.Add, cancellationToken).ConfigureAwait(false);
                if (result.PlainLength != file.Length || File.GetLastWriteTimeUtc(path) != modified)
                    throw new Db2BackupException(ErrorCode.FileChanged, $"The image file {path} changed while it was read: {result.PlainLength} bytes instead of {file.Length}.", path);
                output.Commit();
            }
        }
        return new ProtectedFile(target, file, result.PlainLength, result.PlainSha256, result.StoredLength, result.StoredSha256)
        {
            SourceModifiedUtc = modified, ModifiedUtc = File.GetLastWriteTimeUtc(target),
        };
    }

    private async Task ReadBackAsync(List<ProtectedFile> files, string activity, CancellationToken cancellationToken)
    {
        host.Step(ProtectBackupStep.ReadBack);
        var progress = new ByteProgress(host, activity, "Reading back", files.Sum(f => f.StoredLength));
        foreach (var file in files)
            if (await Digests.OfFileAsync(file.Path, progress.Add, cancellationToken).ConfigureAwait(false) != (file.StoredLength, file.StoredSha256))
                throw new Db2BackupException(ErrorCode.ReadBackMismatch, $"{file.Path} does not read back as it was written.", file.Path);
    }

    private void Remove(IEnumerable<string> images)
    {
        host.Step(ProtectBackupStep.RemoveImage);
        foreach (var path in images)
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception e) when (FileErrors.From(e, path, writing: true) is { } told)
            {
                throw new Db2BackupException(told.Code!.Value, $"The backup is protected, but its image could not be deleted. {told.Message}", path, e);
            }
        }
    }
}
