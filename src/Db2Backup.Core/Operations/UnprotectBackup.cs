using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum UnprotectBackupStep { CheckFiles, CheckTarget, Unprotect }

/// <summary>One image file in its protected form: a file, or the slices of one in order.</summary>
internal sealed record UnprotectSource(IReadOnlyList<string> Paths, StoredFileName Form, ExpectedBytes? Expected)
{
    public string Name => Paths.Count == 1 ? Paths[0] : $"{Paths[0]} to .{Paths.Count:D4}";

    public static IReadOnlyList<UnprotectSource> From(ProtectedBackup backup) =>
        backup.Files.Select(f => new UnprotectSource(
            [f.Path], new StoredFileName(f.Source.Name.ToString(), backup.Compression, backup.Recipients.Count > 0, null), ExpectedBytes.Of(f))).ToList();

    public static IReadOnlyList<UnprotectSource> From(SavedBackup backup) =>
        backup.Files.Select(f => new UnprotectSource(
            [f.Path], new StoredFileName(f.File.Name, backup.Manifest.Compression, backup.Manifest.Recipients.Count > 0, null), ExpectedBytes.Of(f.File))).ToList();

    /// <summary>Files by their names alone. Slices of one file are joined, and must all be there from .0001 on.</summary>
    /// <exception cref="Db2BackupException">FileNameNotUnderstood, FileNotFound (a slice between two).</exception>
    public static IReadOnlyList<UnprotectSource> From(IEnumerable<string> paths)
    {
        var sources = new List<UnprotectSource>();
        foreach (var group in paths.Select(p => (Path: Path.GetFullPath(p), Form: StoredFileName.ParseImage(p))).GroupBy(p => p.Form with { Slice = null }))
        {
            var parts = group.OrderBy(p => p.Form.Slice).ToList();
            if (parts.Count > 1 || parts[0].Form.Slice is not null)
                for (var i = 0; i < parts.Count; i++)
                    if (parts[i].Form.Slice != i + 1)
                        throw new Db2BackupException(ErrorCode.FileNotFound, $"Slice .{i + 1:D4} of {group.Key.Plain} is not among the files, or is there twice.", parts[i].Path);
            sources.Add(new UnprotectSource(parts.Select(p => p.Path).ToList(), group.Key, null));
        }
        return sources;
    }
}

internal sealed record UnprotectBackupOptions
{
    public required IReadOnlyList<UnprotectSource> Sources { get; init; }

    /// <summary>Where the image files go, under Db2's own names; made when it is not there.</summary>
    public required string TargetFolder { get; init; }

    /// <summary>Keys or passphrases to try; none for files that are not encrypted.</summary>
    public required IReadOnlyList<IAgeIdentity> Identities { get; init; }

    public BackupManifest? Manifest { get; init; }

    /// <summary>The recovery kit that was saved with them.</summary>
    public SavedFile? RecoveryKit { get; init; }
}

/// <summary>Unprotect-Db2Backup: protected files to the image files that Db2 restores. What does not verify leaves no file.</summary>
internal sealed class UnprotectBackup(AgePrimitives primitives, IOperationHost host)
{
    /// <exception cref="Db2BackupException">FileNotFound, FileExists, NoMatchingKey, EncryptedData…, CompressedDataInvalid, StoredDataMismatch …</exception>
    public async Task<UnprotectedBackup> RunAsync(UnprotectBackupOptions options, CancellationToken cancellationToken)
    {
        host.Step(UnprotectBackupStep.CheckFiles);
        var first = ImageName.TryParse(options.Sources.Count > 0 ? options.Sources[0].Form.Plain : "")
            ?? throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, "There is no image file among the files.");
        foreach (var source in options.Sources) CheckSource(source, first, options.Identities);

        host.Step(UnprotectBackupStep.CheckTarget);
        var folder = Path.GetFullPath(options.TargetFolder);
        var targets = options.Sources.Select(s => Path.Combine(folder, s.Form.Plain)).ToList();
        var kit = options.RecoveryKit is null ? null : Path.Combine(folder, ManifestAttachment.RecoveryKit);
        // One that is not encrypted is as it should be where it lies.
        if (options.Manifest is not { Recipients.Count: > 0 }) kit = null;
        if (kit is not null) NewFile.RefuseExisting(kit);
        foreach (var target in targets) NewFile.RefuseExisting(target);
        if (targets.Distinct(StringComparer.Ordinal).Count() < targets.Count)
            throw new Db2BackupException(ErrorCode.FileExists, "One image file is among the files twice.", folder);

        var made = new MadeFiles();
        try
        {
            made.MakeFolder(folder);
            host.Step(UnprotectBackupStep.Unprotect);
            var total = options.Sources.All(s => s.Expected is not null) ? options.Sources.Sum(s => s.Expected!.PlainLength) : (long?)null;
            var progress = new ByteProgress(host, $"Unprotecting {first.Alias} {first.Timestamp}", "Decrypting and decompressing", total);
            var files = new List<BackupImageFile>();
            for (var i = 0; i < targets.Count; i++)
            {
                var length = await UnprotectAsync(options.Sources[i], targets[i], options.Identities, progress, cancellationToken).ConfigureAwait(false);
                made.Add(targets[i]);
                files.Add(new BackupImageFile(targets[i], ImageName.TryParse(options.Sources[i].Form.Plain)!, length));
            }
            if (kit is not null)
            {
                var form = new StoredFileName(ManifestAttachment.RecoveryKit, CompressionCodec.None, options.Manifest!.Recipients.Count > 0, null);
                var source = new UnprotectSource([options.RecoveryKit!.Path], form, ExpectedBytes.Of(options.RecoveryKit.File));
                await UnprotectAsync(source, kit, options.Identities, progress, cancellationToken).ConfigureAwait(false);
                made.Add(kit);
            }
            cancellationToken.ThrowIfCancellationRequested();
            return new UnprotectedBackup
            {
                Database = first.Alias, Timestamp = first.Timestamp, Folder = folder, Files = files, Manifest = options.Manifest, RecoveryKit = kit ?? options.RecoveryKit?.Path,
                Verified = options.Sources.All(s => s.Expected is not null),
            };
        }
        catch (Exception e)
        {
            var told = made.Undo(FileErrors.From(e, folder, writing: true) ?? e);
            if (ReferenceEquals(told, e)) throw;
            throw told;
        }
    }

    private void CheckSource(UnprotectSource source, ImageName first, IReadOnlyList<IAgeIdentity> identities)
    {
        var name = ImageName.TryParse(source.Form.Plain)
            ?? throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, $"{source.Name} does not have the name of a Db2 image file.", source.Name);
        if (name.Alias != first.Alias || name.Timestamp != first.Timestamp)
            throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, $"{source.Name} belongs to another backup than {first}.", source.Name);
        foreach (var path in source.Paths)
            if (!File.Exists(path)) throw new Db2BackupException(ErrorCode.FileNotFound, $"{path} is not there.", path);
        if (source.Form.Encrypted && identities.Count == 0)
            throw new Db2BackupException(ErrorCode.NoMatchingKey, $"{source.Name} is encrypted, and no key was given.", source.Name);
        if (source.Expected is null && !source.Form.Encrypted)
            host.Warning($"{source.Name} is neither encrypted nor accompanied by a manifest: that it is whole can only be told by db2ckbkp.");
    }

    private async Task<long> UnprotectAsync(
        UnprotectSource source, string target, IReadOnlyList<IAgeIdentity> identities, ByteProgress progress, CancellationToken cancellationToken)
    {
        var input = new JoinedFiles(source.Paths);
        await using (input.ConfigureAwait(false))
        {
            var output = NewFile.Create(target);
            await using (output.ConfigureAwait(false))
            {
                var (length, _) = await UnprotectStream.RunAsync(
                    input, output.Stream, source.Form, identities, primitives, source.Name, source.Expected, progress.Add, cancellationToken).ConfigureAwait(false);
                output.Commit();
                return length;
            }
        }
    }
}
