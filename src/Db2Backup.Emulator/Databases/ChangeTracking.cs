using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Databases;

/// <summary>Which backups of a table space an incremental one can build on; both are timestamps of images.</summary>
/// <param name="Full">Its last full backup: INCREMENTAL holds what changed since.</param>
/// <param name="Last">Its last backup of any kind: DELTA holds what changed since.</param>
internal sealed record TrackedTableSpace(string Full, string Last);

/// <summary>
/// What TRACKMOD YES is for: knowing which pages changed since a backup. Db2 marks pages as they change; here a backup keeps a
/// digest of each page, which tells the same. [images-and-logs.md, Full / incremental / delta]
/// </summary>
internal sealed class ChangeTracking(Database database)
{
    private const string NotTracked = "1", NoFullBackup = "2";

    public bool IsOn => database.Configuration.Get("trackmod") == "YES";

    private string Folder => Path.Combine(database.Paths.MemberFolder, "TRACKMOD");

    /// <summary>SQL2426N reason 1 without TRACKMOD, 2 when one of the table spaces has no full backup since it is on, or since it was made.</summary>
    public void Require(IEnumerable<TableSpace> tableSpaces)
    {
        if (!IsOn) throw new Db2Exception("SQL2426N", NotTracked);
        foreach (var tableSpace in tableSpaces)
            if (!tableSpace.IsTemporary) _ = Of(tableSpace);
    }

    public TrackedTableSpace Of(TableSpace tableSpace) =>
        database.State.Tracked.TryGetValue(tableSpace.Id, out var tracked) && File.Exists(MapFile(tableSpace.Id, tracked.Full))
            && File.Exists(MapFile(tableSpace.Id, tracked.Last))
            ? tracked
            : throw new Db2Exception("SQL2426N", NoFullBackup);

    /// <summary>The pages as they were in that image.</summary>
    public PageMap Pages(TableSpace tableSpace, string timestamp) => PageMap.Read(MapFile(tableSpace.Id, timestamp));

    /// <summary>Keeps the pages of an image that is complete but not yet in the history: nothing builds on it before <see cref="Count"/>.</summary>
    public void Keep(IReadOnlyDictionary<int, PageMap> pages, string timestamp)
    {
        if (pages.Count > 0) Directory.CreateDirectory(Folder);
        foreach (var (id, map) in pages) map.Write(MapFile(id, timestamp));
    }

    /// <summary>The image counts: later ones build on it.</summary>
    public void Count(IEnumerable<int> tableSpaces, string timestamp, bool full)
    {
        database.Change(state =>
        {
            foreach (var id in tableSpaces)
                if (full) state.Tracked[id] = new TrackedTableSpace(timestamp, timestamp);
                else if (state.Tracked.TryGetValue(id, out var tracked)) state.Tracked[id] = tracked with { Last = timestamp };
        });
        RemoveUnused();
    }

    /// <summary>Table spaces that came or went: what was known of their ids is about others.</summary>
    public static void Forget(Database database, IEnumerable<TableSpace> tableSpaces)
    {
        var known = tableSpaces.Where(t => database.State.Tracked.ContainsKey(t.Id)).ToList();
        if (known.Count > 0) database.Change(state => known.ForEach(t => state.Tracked.Remove(t.Id)));
    }

    private void RemoveUnused()
    {
        if (!Directory.Exists(Folder)) return;
        var used = database.State.Tracked.SelectMany(t => new[] { MapFile(t.Key, t.Value.Full), MapFile(t.Key, t.Value.Last) }).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(Folder).Where(f => !used.Contains(f)).ToList()) File.Delete(file);
    }

    private string MapFile(int id, string timestamp) => Path.Combine(Folder, $"T{id:D7}.{timestamp}");
}
