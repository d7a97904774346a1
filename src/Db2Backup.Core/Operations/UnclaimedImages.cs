using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>
/// Image files that came to lie in a folder during a run that failed or was killed. Most are partial and are deleted. One that Db2
/// finished (of this run, or of somebody else's BACKUP at the same time) is a backup, and is never deleted on suspicion.
/// </summary>
internal sealed class UnclaimedImages(IDb2Connector db2, IBackupPlace place, IOperationHost host, TimeProvider clock)
{
    // The caller's time may be up: that may be why we are here.
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(30);

    /// <summary>Db2 goes on when our process is killed, and nobody looked at what it wrote then. No backup of the database runs now.</summary>
    /// <param name="killed">The note of the run; null when there is none.</param>
    public async Task TellKilledAsync(Db2Database database, BackupMark.Content? killed)
    {
        if (killed is null) return;
        host.Warning($"An earlier backup of {database} ended abnormally ({killed.Process}, begun {killed.Since:u}).");
        if (place.Unseen(killed.Folders, database) is { } unseen) host.Warning(unseen);
        var files = place.Find(killed.Folders, database).Where(f => !killed.Before.Contains(f.Path, StringComparer.Ordinal)).ToList();
        var left = await ClearAsync(database, files, "Of that run").ConfigureAwait(false);
        if (left.Count > 0) host.Warning($"Its partial images could not be removed: {string.Join("; ", left)}");
    }

    /// <param name="files">Of any number of images of the database.</param>
    /// <param name="origin">For whoever reads it: which run they are of.</param>
    /// <returns>Partial files that could not be deleted, and why.</returns>
    public async Task<IReadOnlyList<string>> ClearAsync(Db2Database database, IReadOnlyList<BackupImageFile> files, string origin)
    {
        if (files.Count == 0) return [];
        using var limit = new CancellationTokenSource(AskLimit);
        var history = await HistoryAsync(database, limit.Token).ConfigureAwait(false);
        var left = new List<string>();
        foreach (var image in files.GroupBy(f => f.Name.Timestamp))
        {
            var names = string.Join(", ", image.Select(f => f.Path));
            if (await IsWholeAsync(image.Key, image.ToList(), history, limit.Token).ConfigureAwait(false))
            {
                host.Warning($"{origin}: Db2 has finished the image {image.Key} of {database}, and nothing has confirmed it. It stays: check it with db2ckbkp before it is relied on, or delete it: {names}");
                continue;
            }
            host.Verbose($"{origin}: removing the partial image {image.Key} of {database}: {names}");
            left.AddRange(ImageFolder.Delete(image));
        }
        return left;
    }

    /// <summary>Null when Db2 does not answer.</summary>
    private async Task<IReadOnlyList<BackupHistoryEntry>?> HistoryAsync(Db2Database database, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await db2.OpenAsync(null, cancellationToken).ConfigureAwait(false);
            return await DatabaseReaders.Of(db2.Instance, clock).HistoryAsync(session, database.Database, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Db2BackupException or OperationCanceledException)
        {
            host.Verbose($"The history of {database} cannot be read: {e.Message}");
            return null;
        }
    }

    private async Task<bool> IsWholeAsync(Db2Timestamp timestamp, IReadOnlyList<BackupImageFile> files, IReadOnlyList<BackupHistoryEntry>? history, CancellationToken cancellationToken)
    {
        if (history is not null) return history.Any(e => e.Timestamp == timestamp && e.IsRestorable);
        // The instance is down: nobody writes any more, and the files tell by themselves.
        try
        {
            return await place.IsWholeAsync(files.Select(f => f.Path).ToList(), host, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
