using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// ATTACH [TO instance [USER u [USING p]]]. Commands of the instance attach by themselves, so this only tells where one is; an
/// instance of the stand-in knows no other. [IBM Docs 11.5, ATTACH command]
/// </summary>
internal sealed record AttachCommand(string? Instance, CommandUser? User) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("ATTACH")) return null;
        if (reader.AtEnd) return new AttachCommand(null, null);
        reader.Expect("TO");
        var instance = reader.Value("<node-name>");
        var user = CommandUser.Read(reader);
        reader.End();
        return new AttachCommand(instance, user);
    }

    public void Execute(CommandContext context)
    {
        var authId = context.Application.AuthId;
        if (Instance is null)
        {
            if (!context.Application.IsAttached) throw new Db2Exception("SQL1427N");
        }
        else
        {
            QuiesceCommand.RequireOwnInstance(context, Instance);
            if (User is not null) authId = User.Authenticate(context).AuthId;
            context.Application.IsAttached = true;
        }
        context.Reply.Text($"""

               Instance Attachment Information

             Instance server        = {ProductLevel.Server}
             Authorization ID       = {authId}
             Local instance alias   = {context.Engine.Paths.Name.ToUpperInvariant()}


            """);
    }
}

/// <summary>DETACH: SQL1427N when nothing was attached. The connection to a database stays.</summary>
internal sealed record DetachCommand : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("DETACH")) return null;
        reader.End();
        return new DetachCommand();
    }

    public void Execute(CommandContext context)
    {
        if (!context.Application.IsAttached) throw new Db2Exception("SQL1427N");
        context.Application.IsAttached = false;
        context.Reply.Message(new Message("DB20000I", "DETACH"));
    }
}
