using System.Globalization;
using Db2Backup.Emulator.Configuration;

namespace Db2Backup.Emulator.Databases;

/// <summary>
/// The configuration of one database: a value in force and a deferred value per parameter, kept in SQLDBCONF.
/// Names are lower case as in SYSIBMADM.DBCFG ("logarchmeth1").
/// </summary>
internal sealed class DatabaseConfiguration(string path)
{
    private const string AutomaticWord = "AUTOMATIC";
    private readonly ConfigurationStore store = new(path, DatabaseParameters.Table);

    /// <summary>The value in force, as GET DATABASE CONFIGURATION SHOW DETAIL prints it.</summary>
    public string Get(string name) => store.Current(name);

    /// <summary>The number in force, also when it is one that Db2 chose: 5000 for AUTOMATIC(5000).</summary>
    public int GetNumber(string name) => (int)long.Parse(Plain(Get(name)), CultureInfo.InvariantCulture);

    /// <summary>The value that takes effect at the next activation; the one in force when nothing waits.</summary>
    public string GetDeferred(string name) => store.Deferred(name);

    /// <summary>Sets the deferred value, and the value in force too when immediate.</summary>
    public void Set(string name, string value, bool immediate) => store.Set([(name, value, immediate)]);

    /// <summary>Several at once: after a crash all of them count, or none.</summary>
    public void Set(IEnumerable<(string Name, string Value, bool Immediate)> changes) => store.Set(changes);

    public void ApplyDeferred() => store.ApplyDeferred();

    public void Reload() => store.Reload();

    /// <summary>LOGARCHMETH1 (in force) is not OFF.</summary>
    public bool IsRecoverable => Get("logarchmeth1") != "OFF";

    /// <summary>All values as text, for the backup image; and back.</summary>
    public string Export() => store.Export();

    public static void Import(string path, string exported) => ConfigurationStore.Import(path, exported, DatabaseParameters.Table);

    public static void CreateDefault(string path) => CreateDefault(path, []);

    /// <param name="path">SQLDBCONF of the new database.</param>
    /// <param name="given">What CREATE DATABASE said about it: code set, territory, page size …</param>
    public static void CreateDefault(string path, IEnumerable<(string Name, string Value)> given)
    {
        File.WriteAllText(path, "");
        new ConfigurationStore(path, DatabaseParameters.Table).Set(given.Select(g => (g.Name, g.Value, Immediate: true)));
    }

    /// <summary>All parameters and facts, as SYSIBMADM.DBCFG lists them.</summary>
    public static IEnumerable<ConfigurationValue> Values(Database database)
    {
        foreach (var row in DatabaseParameters.Table.Rows)
        {
            if (row.Parameter is { } parameter)
            {
                var (current, deferred) = Shown(database, parameter);
                yield return new ConfigurationValue(
                    parameter.Name, Plain(current), Flags(current), Plain(deferred), Flags(deferred), parameter.Domain.DataType);
            }
            else if (row.Fact is { } fact)
            {
                var value = DatabaseFacts.Value(database, fact);
                yield return new ConfigurationValue(fact, value, "NONE", value, "NONE", "VARCHAR(1024)");
            }
        }
    }

    /// <summary>
    /// What a report shows of a parameter. NEWLOGPATH is empty once it has taken effect: "Path to log files" shows it then.
    /// </summary>
    public static (string Current, string Deferred) Shown(Database database, ConfigurationParameter parameter)
    {
        var current = database.Configuration.Get(parameter.Name);
        var deferred = database.Configuration.GetDeferred(parameter.Name);
        return parameter.Name switch
        {
            "newlogpath" => ("", current == deferred ? "" : deferred),
            "indexrec" => (Effective(current), Effective(deferred)),
            _ => (current, deferred),
        };
    }

    // SYSTEM takes the value of the database manager configuration, which is shown with it.
    private static string Effective(string indexRec) => indexRec == "SYSTEM" ? "SYSTEM (RESTART)" : indexRec;

    // AUTOMATIC(5000) has the value 5000 and the flag AUTOMATIC; AUTOMATIC((MAXAPPLS*8)) and AUTOMATIC alone have no number.
    private static string Plain(string value) => !value.StartsWith(AutomaticWord, StringComparison.Ordinal) ? value
        : value.Length == AutomaticWord.Length ? "0"
        : value == "AUTOMATIC((MAXAPPLS*8))" ? "320"
        : value[(AutomaticWord.Length + 1)..^1];

    private static string Flags(string value) => value.StartsWith(AutomaticWord, StringComparison.Ordinal) ? AutomaticWord : "NONE";
}
