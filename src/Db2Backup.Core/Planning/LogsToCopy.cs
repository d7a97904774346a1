using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// Which logs go along when a backup is copied to another store. Pure. Whatever a restore could choose from in the source it has to
/// find in the copy, so twins (two logs of one name) go both: which of them follows is told by chain and time, not here.
/// </summary>
internal static class LogsToCopy
{
    /// <summary>Without these the copy could not be restored to its own end. None when the image carries them, or needs none.</summary>
    /// <param name="there">What the destination has already.</param>
    /// <exception cref="Db2BackupException">LogGap: one is in neither store.</exception>
    public static IReadOnlyList<StoredLog> Needed(PublishedBackup backup, IReadOnlyList<StoredLog> logs, IReadOnlyList<StoredLog> there)
    {
        var manifest = backup.Manifest;
        if (manifest.IncludesLogs || manifest.Mode != BackupMode.Online
            || RecoveryPlanner.Number(manifest.FirstLog) is not { } first || RecoveryPlanner.Number(manifest.LastLog) is not { } last) return [];
        for (var number = first; number <= last; number++)
            if (!logs.Concat(there).Any(l => l.Log.Name.Number == number && Follows(manifest, l)))
                throw new Db2BackupException(ErrorCode.LogGap,
                    $"{backup} carries no logs, and {new LogFileName(number)}, which it needs up to its own end, is in neither store: a copy could not be restored.", backup.Key);
        return logs.Where(l => l.Log.Name.Number >= first && l.Log.Name.Number <= last && Follows(manifest, l)).ToList();
    }

    /// <summary>All that a recovery from this backup can read: from the first one that its image does not carry.</summary>
    public static IReadOnlyList<StoredLog> Following(PublishedBackup backup, IReadOnlyList<StoredLog> logs)
    {
        var manifest = backup.Manifest;
        var first = manifest.IncludesLogs ? RecoveryPlanner.Number(manifest.LastLog) + 1 : RecoveryPlanner.Number(manifest.FirstLog);
        return first is not { } number ? [] : logs.Where(l => l.Log.Name.Number >= number && Follows(manifest, l)).ToList();
    }

    private static bool Follows(BackupManifest manifest, StoredLog log) => log.Log.Chain >= (manifest.LogChain ?? 0);
}
