using System.Globalization;
using Db2Backup.Emulator.Configuration;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Databases;

/// <summary>What UPDATE … CONFIGURATION asks of one parameter.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">As typed; null for NULL, and when only AUTOMATIC or MANUAL was given.</param>
/// <param name="Automatic">True for AUTOMATIC, false for MANUAL, null for neither.</param>
internal sealed record ConfigurationChange(ConfigurationParameter Parameter, string? Value, bool? Automatic = null)
{
    private const string Word = "AUTOMATIC";

    /// <summary>The value to keep, or a refusal.</summary>
    /// <param name="before">The value that it replaces.</param>
    [Unconfirmed("db2 message catalogue: SQL5154N for AUTOMATIC where there is none")]
    public string Resolve(string before)
    {
        if (Automatic is not null && !Parameter.Domain.Automatic) throw new Db2Exception("SQL5154N", Parameter.Keyword, "1");
        if (Value is null && Automatic is null) return Parameter.Domain.Nullable ? "" : Parameter.Domain.Read(Parameter.Keyword, "NULL");
        var number = Value is not null ? Parameter.Domain.Read(Parameter.Keyword, Value) : WithoutWord(before);
        return Automatic == true ? $"{Word}({number})" : number;
    }

    private static string WithoutWord(string value) =>
        value == Word ? "0" : value.StartsWith(Word, StringComparison.Ordinal) ? value[(Word.Length + 1)..^1] : value;
}

/// <summary>UPDATE DATABASE CONFIGURATION: reads and checks all values, then changes all of them, or none.</summary>
internal static class ConfigurationUpdate
{
    // The rule of 11.5 for primary and secondary log files together.
    private const int MaximumLogFiles = 4096;

    /// <param name="database">The database.</param>
    /// <param name="changes">What to change.</param>
    /// <param name="immediate">False for DEFERRED.</param>
    /// <param name="connected">Only a connected application changes an active database at once.</param>
    /// <returns>True when something waits for the next activation that was to be changed at once: SQL1363W.</returns>
    [Unconfirmed("commands.md, UPDATE DATABASE CONFIGURATION: SQL1363W also without a connection when the database is active")]
    public static bool Apply(Database database, IReadOnlyList<ConfigurationChange> changes, bool immediate, bool connected)
    {
        var configuration = database.Configuration;
        var wanted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var name = change.Parameter.Name;
            wanted[name] = change.Resolve(wanted.GetValueOrDefault(name) ?? configuration.GetDeferred(name));
        }
        RequireConsistentLogging(configuration, wanted);
        return Set(database, wanted, immediate, connected);
    }

    /// <summary>RESET DATABASE CONFIGURATION: everything back to what a new database has.</summary>
    public static bool Reset(Database database, bool connected)
    {
        var wanted = DatabaseParameters.Table.Parameters
            .Where(p => p.Domain is not InformationalDomain)
            .ToDictionary(p => p.Name, p => p.Default, StringComparer.Ordinal);
        return Set(database, wanted, immediate: true, connected);
    }

    private static bool Set(Database database, Dictionary<string, string> wanted, bool immediate, bool connected)
    {
        var now = immediate && connected && database.IsActive;
        var waiting = false;
        var changes = new List<(string Name, string Value, bool Immediate)>();
        foreach (var (name, value) in wanted)
        {
            var online = now && DatabaseParameters.Table[name].Online && !SwitchesRecoverability(database, name, value);
            changes.Add((name, value, online));
            waiting |= !online && value != database.Configuration.Get(name);
        }
        database.Configuration.Set(changes);
        var active = database.IsActive;
        database.ConfigurationChanged();
        return waiting && immediate && active;
    }

    // Between two methods LOGARCHMETH1 changes at once; to and from OFF all connections must have ended
    // [images-and-logs.md, Log files, LOGARCH].
    private static bool SwitchesRecoverability(Database database, string name, string value) =>
        name == "logarchmeth1" && (value == "OFF") != (database.Configuration.Get(name) == "OFF");

    [Unconfirmed("db2 message catalogue: SQL5153N, and the wording of its token, for values that do not go together")]
    private static void RequireConsistentLogging(DatabaseConfiguration configuration, Dictionary<string, string> wanted)
    {
        string After(string name) => wanted.GetValueOrDefault(name) ?? configuration.GetDeferred(name);
        long Number(string value) => long.Parse(value, CultureInfo.InvariantCulture);

        var second = Number(After("logsecond"));
        // The larger of the two: until the next activation the old LOGPRIMARY counts (APAR IC64656).
        var primary = Math.Max(Number(After("logprimary")), wanted.ContainsKey("logsecond") ? configuration.GetNumber("logprimary") : 0);
        if (primary + Math.Max(second, 0) > MaximumLogFiles)
            throw new Db2Exception("SQL5153N", $"logprimary + logsecond <= {MaximumLogFiles}");
        // Infinite logging moves active logs to the archive, so there must be one.
        if (second == -1 && After("logarchmeth1") is ("OFF" or "LOGRETAIN"))
            throw new Db2Exception("SQL5153N", "logsecond = -1 requires logarchmeth1 to archive log files");
    }
}
