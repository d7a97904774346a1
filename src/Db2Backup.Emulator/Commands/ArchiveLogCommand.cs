using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>ARCHIVE LOG FOR DATABASE: closes the active log; the file appears in the archive a little later. [commands.md, ARCHIVE LOG]</summary>
internal sealed record ArchiveLogCommand(string Alias, CommandUser? User) : ICommand
{
    public static ArchiveLogCommand Read(CommandReader reader)
    {
        reader.Expect("FOR");
        var alias = RecoveryCommands.ReadAlias(reader);
        var user = CommandUser.Read(reader);
        if (reader.Accept("ON")) reader.Expect("ALL", "DBPARTITIONNUMS");
        reader.End();
        return new ArchiveLogCommand(alias.ToUpperInvariant(), user);
    }

    [Unconfirmed("commands.md, ARCHIVE LOG: that its success means the log is closed, and the file appears in the archive later")]
    public void Execute(CommandContext context)
    {
        CommandUser.RequireSysAdm(context, User);
        var database = context.Engine.Database(Alias);
        var isConnected = context.Application.Database == database;
        // A database nobody uses is activated for it.
        if (!isConnected) database.Enter(context.Application);
        try
        {
            if (!database.State.Recoverable) throw new Db2Exception("SQL2417N");
            database.Log.Switch('N');
        }
        finally
        {
            if (!isConnected) database.Leave(context.Application);
        }
        context.Reply.Message(new Message("DB20000I", "ARCHIVE LOG"));
    }
}
