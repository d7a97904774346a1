using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>What a manifest says of an image beyond its files: whose it is and where it stands in the log.</summary>
internal static class ImageFacts
{
    /// <summary>
    /// Reads the header of the image as it lies there: it must be the image that BACKUP printed, of the mode that was asked, and carry
    /// logs if it was to.
    /// </summary>
    /// <param name="tools">Null when the image lies on another machine: its header cannot be read then.</param>
    /// <exception cref="Db2BackupException">BackupNotConfirmed, Db2AnswerNotUnderstood.</exception>
    public static async Task<BackupImage> AddAsync(BackupImage image, InstanceTools? tools, IDb2Session session, IDatabaseReader reader, CancellationToken cancellationToken)
    {
        image = image with { LogChain = await ChainAsync(image, session, reader, cancellationToken).ConfigureAwait(false) };
        return tools is null ? image : await CheckHeaderAsync(image, tools, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<BackupImage> CheckHeaderAsync(BackupImage image, InstanceTools tools, CancellationToken cancellationToken)
    {
        var printed = await tools.RunAsync("db2ckbkp", ["-H", image.Files[0].Path], cancellationToken).ConfigureAwait(false);
        var header = MediaHeaderParser.Parse(printed.Output);
        return header.Timestamp is null
            ? throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"db2ckbkp -H of {image.Files[0].Path} printed no header: {printed.Output.Trim()}", image.Files[0].Path)
            : WithHeader(image, header, image.Files[0].Path);
    }

    /// <param name="where">Where the header was read, for errors.</param>
    /// <exception cref="Db2BackupException">BackupNotConfirmed: it is of another backup.</exception>
    public static BackupImage WithHeader(BackupImage image, MediaHeader header, string where)
    {
        if (header.Timestamp != image.Timestamp || header.IsOnline != (image.Mode == BackupMode.Online) || header.IncludesLogs != image.IncludesLogs
            || (header.Kind is { } kind && kind != image.Kind))
            throw new Db2BackupException(ErrorCode.BackupNotConfirmed,
                $"The header of {where} says timestamp {header.Timestamp}, online {header.IsOnline}, includes logs {header.IncludesLogs}, kind {header.Kind}; that is not the backup that was taken.", where);
        // The configuration of a database may make Db2 compress or encrypt although nobody asked for it (ENCRLIB).
        return image with
        {
            DatabaseSeed = header.Seed,
            IsEncryptedByDb2 = header.IsEncrypted == true,
            IsCompressedByDb2 = image.IsCompressedByDb2 || header.IsCompressed == true || header.IsEncrypted == true,
        };
    }

    /// <summary>The chain under which the backup's last log was archived; null when the history does not tell.</summary>
    private static async Task<int?> ChainAsync(BackupImage image, IDb2Session session, IDatabaseReader reader, CancellationToken cancellationToken)
    {
        if (image.LastLog is not { } last) return null;
        var chains = (await reader.ArchivedLogsAsync(session, image.Database, cancellationToken).ConfigureAwait(false)).Where(l => l.Name == last).Select(l => l.Chain).ToList();
        return chains.Count > 0 ? chains.Max() : null;
    }
}
