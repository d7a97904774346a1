using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>UPDATE DATABASE CONFIGURATION [FOR alias] USING parm value … [IMMEDIATE|DEFERRED].</summary>
internal sealed record UpdateDatabaseConfigurationCommand(string? Alias, IReadOnlyList<ConfigurationChange> Changes, bool Immediate) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!ConfigurationCommands.AcceptDatabase(reader, "UPDATE")) return null;
        var alias = ConfigurationCommands.ReadFor(reader);
        AcceptMember(reader);
        reader.Expect("USING");
        var changes = ConfigurationCommands.ReadChanges(reader, DatabaseParameters.Table);
        var immediate = reader.Accept("IMMEDIATE") || !reader.Accept("DEFERRED");
        AcceptMember(reader);
        reader.End();
        return new UpdateDatabaseConfigurationCommand(alias, changes, immediate);
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        var database = ConfigurationCommands.Database(context, Alias);
        var waiting = ConfigurationUpdate.Apply(database, Changes, Immediate, context.Application.Database == database);
        context.Reply.Message(new Message("DB20000I", "UPDATE DATABASE CONFIGURATION"));
        if (waiting) context.Reply.Message(new Message("SQL1363W"));
    }

    // There is one member, number 0.
    private static void AcceptMember(CommandReader reader)
    {
        if (!reader.AcceptAny("MEMBER", "DBPARTITIONNUM")) return;
        if (!reader.Accept("0")) throw reader.Unexpected("0");
    }
}

/// <summary>RESET DATABASE CONFIGURATION FOR alias.</summary>
internal sealed record ResetDatabaseConfigurationCommand(string? Alias) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!ConfigurationCommands.AcceptDatabase(reader, "RESET")) return null;
        var alias = ConfigurationCommands.ReadFor(reader);
        reader.End();
        return new ResetDatabaseConfigurationCommand(alias);
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        var database = ConfigurationCommands.Database(context, Alias);
        var waiting = ConfigurationUpdate.Reset(database, context.Application.Database == database);
        context.Reply.Message(new Message("DB20000I", "RESET DATABASE CONFIGURATION"));
        if (waiting) context.Reply.Message(new Message("SQL1363W"));
    }
}
