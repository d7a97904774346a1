using Db2Backup.Emulator.Configuration;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>GET, UPDATE and RESET of the configuration of a database or of the instance.</summary>
internal static class ConfigurationCommands
{
    private static readonly Func<CommandReader, ICommand?>[] All =
    [
        GetDatabaseConfigurationCommand.Parse,
        UpdateDatabaseConfigurationCommand.Parse,
        ResetDatabaseConfigurationCommand.Parse,
        GetManagerConfigurationCommand.Parse,
        UpdateManagerConfigurationCommand.Parse,
        ResetManagerConfigurationCommand.Parse,
    ];

    /// <summary>Null when the first words are not a command of this group.</summary>
    public static ICommand? Parse(CommandReader reader)
    {
        foreach (var parse in All)
            if (parse(reader) is { } command) return command;
        return null;
    }

    /// <summary>Takes <c>verb DATABASE|DB CONFIGURATION|CONFIG|CFG</c>, or nothing.</summary>
    public static bool AcceptDatabase(CommandReader reader, string verb)
    {
        if (reader.Peek() != verb || reader.Peek(1) is not ("DATABASE" or "DB") || !IsConfiguration(reader.Peek(2))) return false;
        Skip(reader, 3);
        return true;
    }

    /// <summary>Takes <c>verb DATABASE MANAGER|DB MANAGER|DBM CONFIGURATION|CONFIG|CFG</c>, or nothing.</summary>
    public static bool AcceptManager(CommandReader reader, string verb)
    {
        if (reader.Peek() != verb) return false;
        var words = reader.Peek(1) == "DBM" ? 1 : reader.Peek(1) is "DATABASE" or "DB" && reader.Peek(2) == "MANAGER" ? 2 : 0;
        if (words == 0 || !IsConfiguration(reader.Peek(1 + words))) return false;
        Skip(reader, 2 + words);
        return true;
    }

    /// <summary>FOR alias, when it is there.</summary>
    public static string? ReadFor(CommandReader reader) => reader.Accept("FOR") ? reader.Alias("<database-alias>") : null;

    /// <summary>The database of FOR, else the connected one (SQL1024N without).</summary>
    public static Database Database(CommandContext context, string? alias) =>
        alias is null ? context.Application.RequireConnection() : context.Engine.Database(alias);

    /// <summary><c>parm value [AUTOMATIC|MANUAL] …</c> up to the end or IMMEDIATE or DEFERRED.</summary>
    public static List<ConfigurationChange> ReadChanges(CommandReader reader, ParameterTable table)
    {
        var changes = new List<ConfigurationChange>();
        do
        {
            var parameter = table.Find(reader.Peek());
            if (parameter is null || parameter.Domain is InformationalDomain) throw reader.Unexpected("<config-keyword>");
            reader.Name();
            changes.Add(ReadChange(reader, parameter));
            reader.Accept(",");
        }
        while (!reader.AtEnd && reader.Peek() is not ("IMMEDIATE" or "DEFERRED" or "MEMBER" or "DBPARTITIONNUM"));
        return changes;
    }

    private static ConfigurationChange ReadChange(CommandReader reader, ConfigurationParameter parameter)
    {
        if (reader.Accept("AUTOMATIC")) return new ConfigurationChange(parameter, null, Automatic: true);
        if (reader.Accept("MANUAL")) return new ConfigurationChange(parameter, null, Automatic: false);
        var unquoted = reader.Peek().Length > 0;
        var value = reader.Value("<config-value>");
        // NULL in upper case only: null is a string [clp.md, Options].
        if (value.Length == 0 || (unquoted && value == "NULL")) return new ConfigurationChange(parameter, null);
        bool? automatic = reader.Accept("AUTOMATIC") ? true : reader.Accept("MANUAL") ? false : null;
        return new ConfigurationChange(parameter, value, automatic);
    }

    private static bool IsConfiguration(string word) => word is "CONFIGURATION" or "CONFIG" or "CFG";

    private static void Skip(CommandReader reader, int words)
    {
        for (; words > 0; words--) reader.Name();
    }
}
