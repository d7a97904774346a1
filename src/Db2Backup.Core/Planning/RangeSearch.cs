namespace Db2Backup.Planning;

/// <summary>The windows of every database in some material: one per host and instance, unless hosts are named, which are then one.</summary>
internal static class RangeSearch
{
    /// <returns>The windows, and logs whose description is wanted to be sure.</returns>
    public static (IReadOnlyList<RecoverableRange> Ranges, IReadOnlyList<StoredLog> Undescribed) Find(RecoveryMaterial material, IReadOnlyList<string> hosts, bool anyImage)
    {
        var (ranges, undescribed) = (new List<RecoverableRange>(), new List<StoredLog>());
        foreach (var own in material.Backups.GroupBy(b => b.Database))
        {
            var places = hosts.Count > 0 ? [hosts] : own.Select(b => b.HostName).Distinct(StringComparer.OrdinalIgnoreCase).Select(h => (IReadOnlyList<string>)[h]).ToList();
            foreach (var place in places)
            {
                var request = new RecoveryRequest(own.Key, own.Key, RecoveryTarget.EndOfLogs) { Hosts = places.Count > 1 || hosts.Count > 0 ? place : [] };
                var source = RecoverySource.Of(request, own.ToList(), material.Logs);
                if (source.Refusal is not null) continue;
                var paths = new RecoveryPaths(source.Backups, source.Logs, source.Own(material.Branches));
                var search = new RecoverableRanges(source.Backups, paths, new ImageChain(source.Backups, anyImage));
                ranges.AddRange(search.Find());
                undescribed.AddRange(search.Undescribed);
                undescribed.AddRange(paths.AllEdges().Where(l => l is { Description: null, DescriptionKey: not null }));
            }
        }
        return (ranges, undescribed);
    }
}
