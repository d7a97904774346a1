using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>DROP DATABASE alias. Needs no connection, and gets SQL1035N when there is one.</summary>
internal sealed record DropDatabaseCommand(string Alias) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "DROP" || reader.Peek(1) is not ("DATABASE" or "DB")) return null;
        reader.Expect("DROP");
        reader.AcceptAny("DATABASE", "DB");
        var alias = reader.Alias("<database-alias>");
        reader.End();
        return new DropDatabaseCommand(alias);
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        DatabaseRemoval.Drop(context.Engine, context.Engine.Database(Alias), context.Application);
        context.Reply.Message(new Message("DB20000I", "DROP DATABASE"));
    }
}
