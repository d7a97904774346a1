using System.Globalization;

namespace Db2Backup.Emulator.Configuration;

/// <summary>
/// A configuration file: per parameter the value in force and the deferred one, which takes effect at the next activation.
/// It is a text file of lines <c>name, value, deferred value</c> with tabs between; each change replaces the whole file at once.
/// </summary>
internal sealed class ConfigurationStore
{
    private readonly object gate = new();
    private readonly string path;
    private readonly ParameterTable table;
    private Dictionary<string, Pair> values = [];

    public ConfigurationStore(string path, ParameterTable table)
    {
        this.path = path;
        this.table = table;
        Reload();
    }

    private readonly record struct Pair(string Current, string Deferred);

    public string Current(string name) => Read(name).Current;

    public string Deferred(string name) => Read(name).Deferred;

    /// <summary>Changes several values in one write: after a crash all of them count, or none.</summary>
    public void Set(IEnumerable<(string Name, string Value, bool Immediate)> changes)
    {
        lock (gate)
        {
            foreach (var (name, value, immediate) in changes)
                values[table[name].Name] = new Pair(immediate ? value : Read(name).Current, value);
            Write(path, values);
        }
    }

    public void ApplyDeferred()
    {
        lock (gate)
        {
            var waiting = values.Where(v => v.Value.Current != v.Value.Deferred).ToList();
            if (waiting.Count == 0) return;
            foreach (var (name, pair) in waiting) values[name] = new Pair(pair.Deferred, pair.Deferred);
            Write(path, values);
        }
    }

    public void Reload()
    {
        lock (gate) values = File.Exists(path) ? Parse(File.ReadAllText(path)) : [];
    }

    /// <summary>What the file will mean at the next activation.</summary>
    public string Export()
    {
        lock (gate)
            return string.Concat(table.Parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}\t{Read(p.Name).Deferred}\t{Read(p.Name).Deferred}\n")));
    }

    /// <summary>Writes an exported text as a configuration file. Parameters it does not know are dropped.</summary>
    public static void Import(string path, string exported, ParameterTable table)
    {
        var known = Parse(exported).Where(v => table.Find(v.Key) is not null).ToDictionary(v => v.Key, v => v.Value);
        Write(path, known);
    }

    private Pair Read(string name)
    {
        var parameter = table[name];
        lock (gate) return values.TryGetValue(parameter.Name, out var pair) ? pair : new Pair(parameter.Default, parameter.Default);
    }

    private static Dictionary<string, Pair> Parse(string text)
    {
        var values = new Dictionary<string, Pair>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0) continue;
            var parts = line.Split('\t');
            if (parts.Length != 3) throw new InvalidDataException($"configuration line \"{line}\"");
            values[parts[0]] = new Pair(parts[1], parts[2]);
        }
        return values;
    }

    private static void Write(string path, Dictionary<string, Pair> values)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, string.Concat(values.Select(v => $"{v.Key}\t{v.Value.Current}\t{v.Value.Deferred}\n")));
        File.Move(temporary, path, overwrite: true);
    }
}
