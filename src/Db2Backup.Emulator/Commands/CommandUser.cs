using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>USER u [USING p] of a command that needs no connection.</summary>
internal sealed record CommandUser(string Name, string? Password)
{
    public static CommandUser? Read(CommandReader reader)
    {
        if (!reader.Accept("USER")) return null;
        var name = reader.Value("<user-id>");
        return new CommandUser(name, reader.Accept("USING") ? reader.Value("<password>") : null);
    }

    /// <summary>The authority of the named user when there is one, else of the session's.</summary>
    public static void RequireSysAdm(CommandContext context, CommandUser? user)
    {
        if (user is null)
        {
            context.Application.RequireSysAdm();
            return;
        }
        var identity = user.Authenticate(context);
        if (!identity.HasSysAdm) throw new Db2Exception("SQL1092N", identity.AuthId);
    }

    /// <summary>Asks for the password when the command did not give one.</summary>
    public Identity Authenticate(CommandContext context) => Identity.Authenticate(
        context.Engine.Paths, Name, Password ?? context.Reply.Ask($"Enter current password for {Name}: "));
}
