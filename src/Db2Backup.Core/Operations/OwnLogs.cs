namespace Db2Backup.Operations;

/// <summary>Logs of a restored database that Db2 may find by itself: in the log path of the database, or with its archive method.</summary>
internal static class OwnLogs
{
    private const string Disk = "DISK:";

    /// <summary>Whether there may be logs besides those of the plan. In doubt there may be.</summary>
    /// <param name="existing">The target as it is; null when it does not exist.</param>
    public static bool MayExist(RecoveryPlan plan, Db2Instance instance, Db2Database? existing)
    {
        // A clone reads what the plan brings, and nothing of its source.
        if (CloneConfiguration.IsClone(plan, instance)) return false;
        // The active logs of a database that is there survive a restore over it [commands.md, RESTORE DATABASE].
        if (existing is not null) return true;
        var manifest = plan.Backup.Manifest;
        if (manifest.LogArchiveMethod is not { } method) return true;
        return CanRetrieve(method) && (FolderOf(method) is not { } folder || Directory.Exists(Path.Combine(folder, manifest.Instance, manifest.Database)));
    }

    /// <summary>Whether the archive method can be asked for a log: TSM and others are asked, a folder has to be there.</summary>
    /// <param name="method">LOGARCHMETH1.</param>
    public static bool CanRetrieve(string method) => FolderOf(method) is { } folder ? Directory.Exists(folder) : method is not ("" or "OFF" or "LOGRETAIN");

    private static string? FolderOf(string method) => method.StartsWith(Disk, StringComparison.OrdinalIgnoreCase) ? method[Disk.Length..] : null;
}
