using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>
/// Finds the windows of time that a store can bring back: from the end of each backup as far as its logs reach, in each log chain that it
/// leads to, and only while the database was in that chain. Pure.
/// </summary>
internal sealed class RecoverableRanges(IReadOnlyList<PublishedBackup> backups, RecoveryPaths paths, ImageChain images)
{
    private readonly List<StoredLog> undescribed = [];

    /// <summary>Logs that end a window and of which was not read how far in time they reach.</summary>
    public IReadOnlyList<StoredLog> Undescribed => undescribed;

    /// <summary>In the order of time; windows that touch are one.</summary>
    public IReadOnlyList<RecoverableRange> Find()
    {
        var found = new List<RecoverableRange>();
        foreach (var backup in backups.OrderBy(b => b.StartTime))
            if (images.Of(backup).Obstacle is null) found.AddRange(Windows(backup));
        return Joined(found);
    }

    private IEnumerable<RecoverableRange> Windows(PublishedBackup backup)
    {
        var (manifest, from) = (backup.Manifest, backup.MinimumRecoveryTime);
        var needs = LogNeed.Of(manifest);
        var isAlone = !manifest.Recoverable && backup.Mode == BackupMode.Offline;
        if (needs is null || isAlone)
        {
            // Of an online image without its logs nothing can be said.
            if (backup.Mode == BackupMode.Offline || manifest.IncludesLogs)
                yield return Range(backup, from, from, 0, null, isAlone ? ErrorCode.LogsNotKept : ErrorCode.LogGap,
                    isAlone ? $"{backup.Timestamp} was taken without archive logging" : $"the manifest of {backup.Timestamp} does not say which logs follow");
            yield break;
        }
        // Every partition goes through the same restores; the first one tells when.
        var eras = paths.Eras(needs[0]);
        for (int? chain = needs[0].Chain ?? 0; chain is { } at; chain = eras.End(at).Next)
        {
            if (!needs.All(n => paths.Line(n, at).Holds(n, backup.Mode == BackupMode.Offline))) continue;
            if (Window(backup, needs, at, eras) is { } window) yield return window;
        }
    }

    private RecoverableRange? Window(PublishedBackup backup, IReadOnlyList<LogNeed> needs, int chain, LogEras eras)
    {
        if (eras.Begin(chain) is not { } begin) return null;
        var from = begin > backup.MinimumRecoveryTime ? begin : backup.MinimumRecoveryTime;
        var (to, last, why) = (DateTimeOffset.MaxValue, default(string), (Code: ErrorCode.TargetAfterLogs, Text: ""));
        foreach (var need in needs)
        {
            var line = paths.Line(need, chain);
            var run = line.Follow(backup.Manifest.IncludesLogs ? need.Last + 1 : need.First, backup.StartTime);
            if (backup is { Mode: BackupMode.Online, Manifest.IncludesLogs: false } && run.Missing <= need.Last) return null;
            if (run.Last is { Description: null, DescriptionKey: not null } wanted) undescribed.Add(wanted);
            var reached = LogReach.Of(backup, run.Last, line.LastKnown(run)).Cover ?? backup.MinimumRecoveryTime;
            if (reached < backup.MinimumRecoveryTime) reached = backup.MinimumRecoveryTime;
            if (reached >= to) continue;
            var name = new LogFileName(run.Missing);
            (to, last) = (reached, run.Last?.Log.ToString());
            why = run.HasLater ? (ErrorCode.LogGap, $"log {name} is not in the store, though later ones are") : (ErrorCode.TargetAfterLogs, run.Last is null ? $"no log after {backup.Timestamp} is in the store" : $"{run.Last.Log} is the last log in the store");
        }
        var (end, next) = eras.End(chain);
        if (end < to) (to, why) = (end, (ErrorCode.BackupAbandoned, $"a restore to an earlier time began log chain C{next:D7}"));
        return to < from ? null : Range(backup, from, to, chain, last, why.Code, why.Text);
    }

    private static RecoverableRange Range(PublishedBackup backup, DateTimeOffset from, DateTimeOffset to, int chain, string? last, ErrorCode code, string reason) => new()
    {
        Database = backup.Database, Instance = backup.Instance, HostName = backup.HostName, From = from.ToUniversalTime(), To = to.ToUniversalTime(), LogChain = chain,
        Backups = [backup.Timestamp], LastLog = last, BrokenBy = code, Reason = reason,
    };

    private static List<RecoverableRange> Joined(List<RecoverableRange> windows)
    {
        var (found, backups) = (new List<RecoverableRange>(), new List<Db2Timestamp>());
        foreach (var window in windows.OrderBy(w => w.From).ThenBy(w => w.To))
        {
            var before = found.Count == 0 ? null : found[^1];
            if (before is null || before.LogChain != window.LogChain || window.From > before.To) found.Add(window with { Backups = backups = [.. window.Backups] });
            else
            {
                backups.AddRange(window.Backups);
                if (window.To > before.To) found[^1] = before with { To = window.To, LastLog = window.LastLog, BrokenBy = window.BrokenBy, Reason = window.Reason };
            }
        }
        return found;
    }
}
