namespace Db2Backup.Tests.Planning.Oracle;

/// <summary>What Db2 does with images and logs that it is given, in memory: it refuses what does not fit together.</summary>
internal static class OracleRestore
{
    /// <summary>The state of each partition; null when Db2 would refuse or stop short.</summary>
    /// <param name="images">In the order of the RESTOREs.</param>
    /// <param name="logs">Of each partition, in order, besides what the last image carries.</param>
    /// <param name="extract">The last image's own logs are used.</param>
    public static IReadOnlyList<Row?>? Run(IReadOnlyList<Image> images, IReadOnlyList<IReadOnlyList<Log>> logs, bool extract, RecoveryTarget target)
    {
        if (!Fits(images)) return null;
        var final = images[^1];
        var states = new Row?[final.Logs.Count];
        for (var p = 0; p < states.Length; p++)
        {
            if (!TryForward(final, p, logs[p], extract, target, out states[p])) return null;
        }
        return states;
    }

    /// <summary>The target first and last, and each one builds upon the one before it.</summary>
    public static bool Fits(IReadOnlyList<Image> images)
    {
        if (images.Count == 1) return images[0].Before is null;
        if (images.Count < 3 || images[0] != images[^1] || images[1].Before is not null) return false;
        for (var i = 2; i < images.Count; i++)
            if (images[i].Before != images[i - 1]) return false;
        return true;
    }

    public static bool TryForward(Image image, int partition, IReadOnlyList<Log> logs, bool extract, RecoveryTarget target, out Row? state)
    {
        var isOnline = image.Backup.Mode == BackupMode.Online;
        var (first, last) = image.Logs[partition];
        state = isOnline ? image.Begin[partition] : image.End[partition];
        if (target.Kind == RecoveryTargetKind.Image) return !isOnline;
        var limit = target.PointInTime ?? DateTimeOffset.MaxValue;
        if (limit < image.Backup.EndTime) return false;

        IEnumerable<Log> all = logs;
        if (extract)
        {
            if (!image.Manifest.IncludesLogs) return false;
            var own = new List<Log>();
            for (var log = last; ; log = log.Before!)
            {
                own.Insert(0, log);
                if (log == first) break;
            }
            all = own.Concat(logs);
        }
        // The first one has to continue where the image stands, and each the one before it.
        var (before, reached, applied) = (first.Before, image.Backup.Mode == BackupMode.Offline ? image.Backup.EndTime : default, new HashSet<Log>());
        foreach (var log in all)
        {
            if (log.Before != before) return false;
            foreach (var row in log.Rows.Where(r => r.Time <= limit))
                if (row.Before == state) state = row;
                // What the image holds already is passed over, and anything else does not fit.
                else if (!Holds(state, row)) return false;
            (before, reached) = (log, log.Closed ?? DateTimeOffset.MaxValue);
            applied.Add(log);
            if (target.Kind == RecoveryTargetKind.EndOfBackup && log == last) break;
        }
        if (isOnline && !applied.Contains(last)) return false;
        if (!isOnline && target.Kind == RecoveryTargetKind.EndOfBackup) return true;
        return target.PointInTime is not { } time || reached >= time;
    }

    private static bool Holds(Row? state, Row row)
    {
        for (; state is not null; state = state.Before)
            if (state == row) return true;
        return false;
    }
}
