using Db2Backup.Emulator.Configuration;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// GET DATABASE CONFIGURATION [FOR alias] [SHOW DETAIL]. No authority, and no connection but for SHOW DETAIL. Shows what the
/// file says, so what counts from the next activation on; SHOW DETAIL shows that beside what is in force.
/// </summary>
internal sealed record GetDatabaseConfigurationCommand(string? Alias, bool Detail) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!ConfigurationCommands.AcceptDatabase(reader, "GET")) return null;
        var alias = ConfigurationCommands.ReadFor(reader);
        var detail = reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new GetDatabaseConfigurationCommand(alias, detail);
    }

    public void Execute(CommandContext context)
    {
        var database = ConfigurationCommands.Database(context, Alias);
        if (Detail && context.Application.Database != database) throw new Db2Exception("SQL1024N");
        var rows = ConfigurationReport.Print(
            DatabaseParameters.Table,
            parameter => DatabaseConfiguration.Shown(database, parameter),
            fact => DatabaseFacts.Value(database, fact),
            Detail);
        context.Reply.Text($"\n       Database Configuration for Database {Alias ?? context.Application.Alias}\n\n{rows}\n");
    }
}
