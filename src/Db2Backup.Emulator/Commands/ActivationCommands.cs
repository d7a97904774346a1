using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>ACTIVATE DATABASE alias [USER u [USING p]].</summary>
internal sealed record ActivateDatabaseCommand(string Alias, CommandUser? User) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "ACTIVATE" || reader.Peek(1) is not ("DATABASE" or "DB")) return null;
        reader.Expect("ACTIVATE");
        reader.AcceptAny("DATABASE", "DB");
        var alias = reader.Alias("<database-alias>");
        var user = CommandUser.Read(reader);
        reader.End();
        return new ActivateDatabaseCommand(alias, user);
    }

    public void Execute(CommandContext context)
    {
        CommandUser.RequireSysAdm(context, User);
        var database = context.Engine.Database(Alias);
        if (context.Application.Database == database) throw new Db2Exception("SQL1493N");
        context.Reply.Message(database.Activate(context.Application) switch
        {
            ActivateResult.AlreadyActive => new Message("SQL1490W"),
            ActivateResult.ConnectionsExist => new Message("SQL1494W"),
            _ => new Message("DB20000I", "ACTIVATE DATABASE"),
        });
    }
}

/// <summary>DEACTIVATE DATABASE alias [USER u [USING p]]: never ends a connection.</summary>
internal sealed record DeactivateDatabaseCommand(string Alias, CommandUser? User) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "DEACTIVATE" || reader.Peek(1) is not ("DATABASE" or "DB")) return null;
        reader.Expect("DEACTIVATE");
        reader.AcceptAny("DATABASE", "DB");
        var alias = reader.Alias("<database-alias>");
        var user = CommandUser.Read(reader);
        reader.End();
        return new DeactivateDatabaseCommand(alias, user);
    }

    public void Execute(CommandContext context)
    {
        CommandUser.RequireSysAdm(context, User);
        var database = context.Engine.Database(Alias);
        if (context.Application.Database == database) throw new Db2Exception("SQL1493N");
        context.Reply.Message(database.Deactivate() switch
        {
            DeactivateResult.ConnectionsRemain => new Message("SQL1495W"),
            DeactivateResult.WasNotActive => new Message("SQL1496W"),
            _ => new Message("DB20000I", "DEACTIVATE DATABASE"),
        });
    }
}
