using System.Globalization;
using Db2Backup.Emulator.Configuration;
using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Instance;

/// <summary>
/// The configuration of the instance, kept in db2systm: a value in force and a deferred one, which takes effect at the
/// next db2start.
/// </summary>
internal sealed class DatabaseManagerConfiguration(string path)
{
    private readonly ConfigurationStore store = new(path, ManagerParameters.Table);
    private readonly string home = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(path)))!;

    public string Get(string name) => Fill(store.Current(name));

    public string GetDeferred(string name) => Fill(store.Deferred(name));

    public int GetNumber(string name) => int.Parse(Get(name), CultureInfo.InvariantCulture);

    /// <summary>db2start: what waited for it takes effect.</summary>
    public void ApplyDeferred() => store.ApplyDeferred();

    /// <returns>True when something waits for the next db2start that was to be changed at once: SQL1362W.</returns>
    public bool Update(IReadOnlyList<ConfigurationChange> changes, bool immediate)
    {
        var wanted = new List<(string Name, string Value, bool Immediate)>();
        var waiting = false;
        foreach (var change in changes)
        {
            var parameter = change.Parameter;
            var value = change.Resolve(GetDeferred(parameter.Name));
            var now = immediate && parameter.Online;
            wanted.Add((parameter.Name, value, now));
            waiting |= !now && value != Get(parameter.Name);
        }
        store.Set(wanted);
        return waiting && immediate;
    }

    /// <summary>RESET DATABASE MANAGER CONFIGURATION.</summary>
    public bool Reset()
    {
        var waiting = ManagerParameters.Table.Parameters.Any(p => !p.Online && Fill(p.Default) != Get(p.Name));
        store.Set(ManagerParameters.Table.Parameters.Select(p => (p.Name, p.Default, p.Online)));
        return waiting;
    }

    /// <summary>The rows of the report without heading.</summary>
    public string Report(bool detail) => ConfigurationReport.Print(
        ManagerParameters.Table, p => (Get(p.Name), GetDeferred(p.Name)), Fact, detail);

    private string Fact(string name) => name switch
    {
        "release" => "0x1500",
        "diagpath_resolved" => Path.Combine(home, "sqllib", "db2dump", "DIAG0000") + "/",
        "member_memory" => "GLOBAL",
        "cur_eff_arch_lvl" or "cur_eff_code_lvl" => "V:11 R:5 M:9 F:0 I:0 SB:0",
        "alt_diagpath_resolved" or "cluster_mgr" => "",
        _ => throw new ArgumentException($"no fact {name}", nameof(name)),
    };

    private string Fill(string value) => value
        .Replace("{home}", home, StringComparison.Ordinal)
        .Replace("{owner}", Path.GetFileName(home).ToUpperInvariant(), StringComparison.Ordinal);
}
