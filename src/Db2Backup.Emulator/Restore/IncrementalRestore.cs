using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// The rules of RESTORE … INCREMENTAL: the target image first, of which only configuration, history and table space definitions are
/// read; then the full one, the others, and the target again. [images-and-logs.md, Full / incremental / delta]
/// </summary>
internal static class IncrementalRestore
{
    private const string AbortFirst = "2", NoChain = "3";

    /// <summary>What kind of restore may go on in this state of the target: SQL2576N, SQL2573N, SQL2571N.</summary>
    [Unconfirmed("messages.md, SQL2571N: the reason code of INCREMENTAL AUTOMATIC while an incremental restore is unfinished")]
    public static void RequireAllowed(RestoreOptions options, ImageContents image, Database? target)
    {
        var running = target?.State.Incremental;
        if (running is not null && options.Incremental == IncrementalMode.None)
            throw new Db2Exception("SQL2576N", TableSpaceSet.Definitions(target!.Paths).First(t => !t.IsTemporary).Name);
        if (running is not null && options.Incremental == IncrementalMode.Automatic) throw new Db2Exception("SQL2571N", AbortFirst);
        if (image.Header.Granularity != Granularity.Full && options.Incremental == IncrementalMode.None) throw new Db2Exception("SQL2573N");
    }

    /// <summary>The first step: the target is empty from here, and its table spaces are those of the image that is wanted.</summary>
    public static void Begin(Database database, ImageContents image) => database.Change(state =>
    {
        state.Seed = image.Header.Seed;
        state.Tracked.Clear();
        state.Incremental = new IncrementalState
        {
            Target = image.Header.Timestamp,
            Seed = image.Header.Seed,
            Full = image.TableSpaces.Where(t => !t.IsTemporary)
                .ToDictionary(t => t.Id, t => image.Control.Bases.TryGetValue(t.Id, out var known) ? known.Full : image.Header.Timestamp),
        };
    });

    /// <summary>Whether this image may come now, with nothing touched yet: SQL2574N, SQL2572N, SQL2575N.</summary>
    [Unconfirmed("messages.md, SQL2575N: that an image outside the chain of the target is refused with it")]
    public static void RequireNext(IncrementalState running, ImageContents image)
    {
        var timestamp = image.Header.Timestamp;
        if (image.Header.Seed != running.Seed) throw new Db2Exception("SQL2575N", timestamp);
        if (string.CompareOrdinal(timestamp, running.Target) > 0) throw new Db2Exception("SQL2574N");
        foreach (var tableSpace in image.TableSpaces)
        {
            // A table space that was dropped before the target was taken is passed over.
            if (!running.Full.TryGetValue(tableSpace.Id, out var full)) continue;
            var reached = running.Reached.GetValueOrDefault(tableSpace.Id);
            if (!image.Control.Bases.TryGetValue(tableSpace.Id, out var known))
            {
                if (timestamp != full || reached is not null) throw new Db2Exception("SQL2575N", timestamp);
            }
            else if (known.Full != full)
            {
                throw new Db2Exception("SQL2575N", timestamp);
            }
            else if (reached is null)
            {
                throw new Db2Exception("SQL2572N", tableSpace.Name, full);
            }
            else if (reached != known.Previous)
            {
                if (string.CompareOrdinal(reached, known.Previous) > 0) throw new Db2Exception("SQL2575N", timestamp);
                throw new Db2Exception("SQL2572N", tableSpace.Name, known.Previous);
            }
        }
    }

    /// <summary>What this step writes is of no image until it is complete: killed in the middle, the table spaces begin with the full one again.</summary>
    public static void Writing(Database database, ImageContents image) => database.Change(state =>
    {
        foreach (var tableSpace in image.TableSpaces) state.Incremental!.Reached.Remove(tableSpace.Id);
    });

    public static void Written(Database database, ImageContents image) => database.Change(state =>
    {
        foreach (var tableSpace in image.TableSpaces)
            if (state.Incremental!.Full.ContainsKey(tableSpace.Id)) state.Incremental.Reached[tableSpace.Id] = image.Header.Timestamp;
    });

    /// <summary>
    /// AUTOMATIC: the images before the target, from the history; SQL2571N when it does not know them.
    /// </summary>
    [Unconfirmed("messages.md, SQL2571N: that it is given only when the target was touched already, so that INCREMENTAL ABORT must follow")]
    public static IReadOnlyList<HistoryEntry> Predecessors(IReadOnlyList<HistoryEntry> history, ImageContents image)
    {
        var names = image.TableSpaces.Where(t => !t.IsTemporary).Select(t => t.Name).ToList();
        var type = OperationTypes.Of(image.Header.Granularity, image.Header.Online);
        return RestoreChain.Before(history, image.Header.Timestamp, type, names) ?? throw new Db2Exception("SQL2571N", NoChain);
    }

    /// <summary>INCREMENTAL ABORT: the unfinished restore is forgotten. What it overwrote is gone, so the database stays restore pending.</summary>
    [Unconfirmed("images-and-logs.md, Full / incremental / delta: that INCREMENTAL ABORT leaves the database restore pending, and is no error without an unfinished restore")]
    public static void Abort(Database database) => database.Change(state => state.Incremental = null);
}
