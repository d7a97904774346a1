using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>GET INSTANCE: the instance that DB2INSTANCE names. [IBM Docs 11.5, GET INSTANCE command]</summary>
internal sealed record GetInstanceCommand : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("GET", "INSTANCE")) return null;
        reader.End();
        return new GetInstanceCommand();
    }

    public void Execute(CommandContext context) =>
        context.Reply.Text($"\n The current database manager instance is:  {context.Engine.Paths.Name}\n\n");
}

/// <summary>GET CONNECTION STATE: what the session is connected to. [IBM Docs 11.5, GET CONNECTION STATE command]</summary>
internal sealed record GetConnectionStateCommand : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("GET", "CONNECTION", "STATE")) return null;
        reader.End();
        return new GetConnectionStateCommand();
    }

    // Host and service are those of a remote connection: no session of the stand-in has one.
    [Unconfirmed("IBM Docs 11.5, GET CONNECTION STATE command: which rows a session without a connection shows")]
    public void Execute(CommandContext context)
    {
        var connected = context.Application.Database;
        context.Reply.Text($"""

               Database Connection State

             Connection state       = Connectable and {(connected is null ? "Unconnected" : "Connected")}
             Connection mode        = {(connected is null ? "" : "SHARE")}
             Local database alias   = {context.Application.Alias}
             Database name          = {connected?.Name}
             Hostname               = 
             Service name           = 


            """);
    }
}

/// <summary>LIST NODE DIRECTORY: no node is ever catalogued here. [IBM Docs 11.5, LIST NODE DIRECTORY command]</summary>
internal sealed record ListNodeDirectoryCommand : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("LIST", "NODE", "DIRECTORY")) return null;
        reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new ListNodeDirectoryCommand();
    }

    public void Execute(CommandContext context) => throw new Db2Exception("SQL1027N");
}
