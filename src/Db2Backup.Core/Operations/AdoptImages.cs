using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

internal enum AdoptImagesStep { FindFiles, ReadHeaders, ReadHistory, Verify }

/// <summary>Import-Db2BackupImage: finds images that plain scripts took, and what names, headers and Db2's history say of them.</summary>
internal sealed class AdoptImages(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    /// <summary>Every image of the files and folders, in order of time. Changes nothing.</summary>
    /// <param name="paths">Image files, or folders of them.</param>
    /// <param name="hostName">The host that they were taken on; null for this one.</param>
    /// <returns>The images, and why others cannot be adopted.</returns>
    /// <exception cref="Db2BackupException">NotInstanceOwner, FileNotFound, FileNameNotUnderstood (a file that was named), ImageNotAdoptable when there is no image at all.</exception>
    public async Task<(IReadOnlyList<BackupImage> Images, IReadOnlyList<Db2BackupException> Refused)> FindAsync(IReadOnlyList<string> paths, string? hostName, CancellationToken cancellationToken)
    {
        host.Step(AdoptImagesStep.FindFiles);
        await InstanceLocator.RequireOwnerAsync(db2.Instance, cancellationToken).ConfigureAwait(false);
        var files = paths.SelectMany(Files).DistinctBy(f => f.Path, StringComparer.Ordinal).ToList();
        if (files.Count == 0) throw new Db2BackupException(ErrorCode.ImageNotAdoptable, $"There is no file with the name of a Db2 image in {string.Join(", ", paths)}.", paths.FirstOrDefault());
        var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var (images, refused) = (new List<BackupImage>(), new List<Db2BackupException>());
            foreach (var image in files.GroupBy(f => (f.Name.Alias, f.Name.Instance, f.Name.Timestamp, f.Name.Type)).OrderBy(g => g.Key.Timestamp).ThenBy(g => g.Key.Alias, StringComparer.Ordinal))
            {
                try
                {
                    images.Add(await ReadAsync(session, image.OrderBy(f => f.Name.Partition).ThenBy(f => f.Name.Sequence).ToList(), hostName, cancellationToken).ConfigureAwait(false));
                }
                catch (Db2BackupException e) when (e.Code is ErrorCode.ImageNotAdoptable)
                {
                    refused.Add(e);
                }
            }
            return (images, refused);
        }
    }

    /// <summary>Reads the whole image with db2ckbkp.</summary>
    /// <exception cref="Db2BackupException">ImageVerificationFailed.</exception>
    public async Task<BackupImage> VerifyAsync(BackupImage image, CancellationToken cancellationToken)
    {
        host.Step(AdoptImagesStep.Verify);
        var begin = clock.GetTimestamp();
        await ImageVerification.VerifyAsync(db2.Tools, image.Path, host, cancellationToken).ConfigureAwait(false);
        return image with { Verified = true, VerifyDuration = clock.GetElapsedTime(begin) };
    }

    private async Task<BackupImage> ReadAsync(IDb2Session session, IReadOnlyList<BackupImageFile> files, string? hostName, CancellationToken cancellationToken)
    {
        host.Step(AdoptImagesStep.ReadHeaders);
        var adopted = new List<AdoptedFile>();
        foreach (var file in files)
        {
            var printed = await db2.Tools.RunAsync("db2ckbkp", ["-H", file.Path], cancellationToken).ConfigureAwait(false);
            var rows = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var line in printed.Output.Split('\n'))
                if (MediaHeaderParser.Row(line.TrimEnd('\r')) is { } row) rows.TryAdd(row.Label, row.Value);
            adopted.Add(new AdoptedFile(file, MediaHeaderParser.Entry(rows), new DateTimeOffset(File.GetLastWriteTimeUtc(file.Path), TimeSpan.Zero)));
        }

        host.Step(AdoptImagesStep.ReadHistory);
        var name = files[0].Name;
        var reader = new DatabaseReader(db2.Instance, clock);
        // The history is that of the database here; whether it is the same database, the image's entry in it tells.
        if (name.Instance != db2.Instance.Instance || hostName is not null || await DatabaseReader.FindAsync(session, name.Alias, cancellationToken).ConfigureAwait(false) is not { IsLocal: true } entry)
            return Adopt(new AdoptedImage(adopted, [], null, null));
        var all = await reader.HistoryAsync(session, name.Alias, cancellationToken).ConfigureAwait(false);
        var history = all.Where(e => e.Operation == 'B' && e.Timestamp == name.Timestamp).ToList();
        var chains = history.Count > 0 && history[0].LastLog is { } last
            ? (await reader.ArchivedLogsAsync(session, name.Alias, cancellationToken).ConfigureAwait(false)).Where(l => l.Name == last).Select(l => l.Chain).ToList() : [];
        var database = await reader.ReadAsync(session, entry, cancellationToken).ConfigureAwait(false);
        var kind = history.Count > 0 ? history[0].Kind ?? BackupKind.Full : BackupKind.Full;
        return Adopt(new AdoptedImage(adopted, history, chains.Count > 0 ? chains.Max() : null, database)
        {
            BuiltOn = history.Count > 0 ? Predecessor.Of(kind, Predecessor.Before(all, history[0])).Timestamp : null,
        });

        BackupImage Adopt(AdoptedImage found)
        {
            if (found.History.Count == 0) host.Warning($"The history of {db2.Instance} does not know {name.Alias} {name.Timestamp}: which logs it needs is not told, and its end is taken to be that of its files.");
            return ImageAdoption.Adopt(found, db2.Instance, hostName, clock.LocalTimeZone);
        }
    }

    private IEnumerable<BackupImageFile> Files(string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var file in new DirectoryInfo(path).EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
                if (ImageName.TryParse(file.Name) is { } name) yield return new BackupImageFile(file.FullName, name, file.Length);
                else host.Verbose($"{file.FullName} does not have the name of a Db2 image.");
            yield break;
        }
        if (!File.Exists(path)) throw new Db2BackupException(ErrorCode.FileNotFound, $"{path} is not there.", path);
        yield return ImageName.TryParse(Path.GetFileName(path)) is { } named
            ? new BackupImageFile(path, named, new FileInfo(path).Length)
            : throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, $"{path} does not have the name of a Db2 image file.", path);
    }
}
