using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>CONNECT TO alias [USER u [USING p]]; CONNECT RESET; CONNECT alone, which tells about the connection.</summary>
internal sealed record ConnectCommand(string? Alias, CommandUser? User) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("CONNECT")) return null;
        if (reader.AtEnd) return new ConnectCommand(null, null);
        if (reader.Accept("RESET"))
        {
            reader.End();
            return new ConnectResetCommand();
        }
        reader.Expect("TO");
        var alias = reader.Alias("<database-alias>");
        reader.Accept("IN", "SHARE", "MODE");
        var user = CommandUser.Read(reader);
        reader.End();
        return new ConnectCommand(alias, user);
    }

    public void Execute(CommandContext context)
    {
        var application = context.Application;
        if (Alias is null) application.RequireConnection();
        else Connect(context, Alias);
        context.Reply.Text(ConnectionBlock(application));
    }

    private void Connect(CommandContext context, string alias)
    {
        var application = context.Application;
        if (application.Sql is { InUnitOfWork: true }) throw new Db2Exception("SQL0752N");
        var database = context.Engine.Database(alias);
        if (User is null)
        {
            application.Connect(database, alias);
            return;
        }
        var identity = User.Authenticate(context);
        application.Connect(database, alias, (identity.AuthId, identity.HasSysAdm));
    }

    /// <summary>[commands.md, CONNECT]</summary>
    private static string ConnectionBlock(Application application) =>
        $"""

           Database Connection Information

         Database server        = {ProductLevel.Server}
         SQL authorization ID   = {Shortened(application.AuthId)}
         Local database alias   = {application.Alias}


        """;

    // Longer names are cut after eight characters and marked.
    private static string Shortened(string authId) => authId.Length <= 8 ? authId : authId[..8] + "...";
}

/// <summary>CONNECT RESET: commits what is open and ends the connection.</summary>
internal sealed record ConnectResetCommand : ICommand
{
    public void Execute(CommandContext context)
    {
        context.Application.RequireConnection();
        context.Application.Sql?.Commit();
        context.Application.Disconnect();
        context.Reply.Message(new Message("DB20000I", "SQL"));
    }
}

/// <summary>DISCONNECT alias | CURRENT | ALL.</summary>
internal sealed record DisconnectCommand(string? Alias) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("DISCONNECT")) return null;
        string? alias = null;
        if (reader.Accept("ALL")) reader.Accept("SQL");
        else if (!reader.Accept("CURRENT")) alias = reader.Alias("<database-alias>");
        reader.End();
        return new DisconnectCommand(alias);
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireConnection();
        if (Alias is not null && Alias != context.Application.Alias) throw new Db2Exception("SQL0843N");
        context.Application.Sql?.Commit();
        context.Application.Disconnect();
        context.Reply.Message(new Message("DB20000I", "SQL DISCONNECT"));
    }
}
