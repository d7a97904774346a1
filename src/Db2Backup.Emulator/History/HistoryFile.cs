using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Db2Backup.Emulator.History;

/// <summary>
/// The recovery history file (db2rhist.asc): one line of JSON per entry, oldest first. An entry is appended with one
/// write, so a killed engine leaves whole lines and at most one torn line at the end, which counts as not written.
/// A rewrite goes to a temporary file that is renamed.
/// </summary>
internal sealed class HistoryFile(string path)
{
    private static readonly JsonSerializerOptions Format = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    private readonly object gate = new();
    private List<HistoryEntry>? entries;
    private long lastEid;
    private long wholeLength;

    /// <summary>The first line of a rewritten file: pruned entries take their numbers with them.</summary>
    private sealed record Head(long LastEid);

    /// <summary>All entries in the order they were written; a copy.</summary>
    public IReadOnlyList<HistoryEntry> All()
    {
        lock (gate) return Entries().ToArray();
    }

    /// <summary>Gives the entry the next EID and appends it.</summary>
    public HistoryEntry Add(HistoryEntry entry)
    {
        lock (gate)
        {
            var known = Entries();
            var added = entry with { Eid = lastEid + 1 };
            var line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(added, Format) + "\n");
            using (var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                if (file.Length > wholeLength) file.SetLength(wholeLength);
                file.Position = wholeLength;
                file.Write(line);
            }
            wholeLength += line.Length;
            lastEid = added.Eid;
            known.Add(added);
            return added;
        }
    }

    /// <summary>Changes entries in place: <paramref name="change"/> gives an entry's new form, or null to remove it.</summary>
    /// <returns>How many entries were changed or removed.</returns>
    public int Update(Func<HistoryEntry, HistoryEntry?> change)
    {
        lock (gate)
        {
            var kept = new List<HistoryEntry>();
            var touched = 0;
            foreach (var entry in Entries())
            {
                var now = change(entry);
                if (!ReferenceEquals(now, entry)) touched++;
                if (now is not null) kept.Add(now);
            }
            if (touched > 0) Replace(kept);
            return touched;
        }
    }

    /// <summary>Rewrites the file to these entries; their EIDs stay.</summary>
    public void Replace(IEnumerable<HistoryEntry> replacement)
    {
        lock (gate)
        {
            _ = Entries();
            var kept = replacement.ToList();
            foreach (var entry in kept) lastEid = Math.Max(lastEid, entry.Eid);
            var text = new StringBuilder(JsonSerializer.Serialize(new Head(lastEid))).Append('\n');
            foreach (var entry in kept) text.Append(JsonSerializer.Serialize(entry, Format)).Append('\n');
            Write(path, Encoding.UTF8.GetBytes(text.ToString()));
            entries = null;
        }
    }

    /// <summary>Forgets what was read: the next use reads the file again.</summary>
    public void Reload()
    {
        lock (gate) entries = null;
    }

    /// <summary>The whole file as bytes, for the backup image.</summary>
    public byte[] Export()
    {
        lock (gate)
        {
            _ = Entries();
            return wholeLength == 0 ? [] : File.ReadAllBytes(path)[..(int)wholeLength];
        }
    }

    /// <summary>Puts the history of an image in place of what is there.</summary>
    public void Import(byte[] exported)
    {
        lock (gate)
        {
            Write(path, exported);
            entries = null;
        }
    }

    private List<HistoryEntry> Entries()
    {
        if (entries is not null) return entries;
        var read = new List<HistoryEntry>();
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        lastEid = 0;
        wholeLength = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, (int)wholeLength).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("{\"LastEid\"", StringComparison.Ordinal))
            {
                lastEid = Math.Max(lastEid, JsonSerializer.Deserialize<Head>(line)!.LastEid);
                continue;
            }
            var entry = JsonSerializer.Deserialize<HistoryEntry>(line) ?? throw new InvalidDataException($"{path} holds an empty line");
            lastEid = Math.Max(lastEid, entry.Eid);
            read.Add(entry);
        }
        return entries = read;
    }

    private static void Write(string path, byte[] bytes)
    {
        var temporary = path + ".new";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
    }
}
