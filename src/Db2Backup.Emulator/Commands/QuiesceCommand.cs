using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// QUIESCE DATABASE IMMEDIATE | DEFER [WITH TIMEOUT n] [FORCE CONNECTIONS], and QUIESCE INSTANCE name …. Everybody else is
/// put out, and then only users with authority get in [commands.md, QUIESCE / UNQUIESCE].
/// </summary>
internal sealed record QuiesceCommand(string? Instance, string? AllowedUser, bool Deferred, int TimeoutMinutes) : ICommand
{
    private const int DefaultTimeoutMinutes = 10;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "QUIESCE" || reader.Peek(1) is not ("DATABASE" or "DB" or "INSTANCE")) return null;
        reader.Expect("QUIESCE");
        string? instance = null, user = null;
        var deferred = false;
        var timeout = DefaultTimeoutMinutes;
        if (reader.Accept("INSTANCE"))
        {
            instance = reader.Value("<instance-name>");
            if (reader.Accept("USER")) user = reader.Name("<user-name>");
        }
        else reader.AcceptAny("DATABASE", "DB");
        if (reader.AcceptAny("DEFER", "DEFERRED"))
        {
            deferred = true;
            if (reader.Accept("WITH", "TIMEOUT")) timeout = reader.Number("<minutes>");
        }
        else if (!reader.Accept("IMMEDIATE") && instance is null) throw reader.Unexpected("IMMEDIATE");
        // Everybody else is put out with it and without it.
        reader.Accept("FORCE", "CONNECTIONS");
        reader.End();
        return new QuiesceCommand(instance, user, deferred, timeout);
    }

    public void Execute(CommandContext context)
    {
        // The database's authority (SYSADM, DBADM) is asked for on its connection.
        var database = Instance is null ? context.Application.RequireConnection() : null;
        context.Application.RequireSysAdm();
        if (Instance is not null) RequireOwnInstance(context, Instance);
        var quiesce = database?.Quiesce ?? context.Engine.Quiesce;
        if (quiesce.Active)
        {
            context.Reply.Message(new Message("SQL1371W", database?.Name ?? Instance!));
            return;
        }
        quiesce.AllowedUser = AllowedUser;
        quiesce.Active = true;
        try
        {
            if (Deferred) WaitForUnitsOfWork(context, database);
        }
        catch (OperationCanceledException)
        {
            quiesce.Active = false;
            throw;
        }
        foreach (var other in Others(context, database)) other.Force();
        WaitUntilGone(context, database);
        context.Reply.Message(new Message("DB20000I", database is null ? "QUIESCE INSTANCE" : "QUIESCE DATABASE"));
    }

    /// <summary>The instance named must be the one that is spoken to.</summary>
    internal static void RequireOwnInstance(CommandContext context, string name)
    {
        if (!string.Equals(name, context.Engine.Paths.Name, StringComparison.OrdinalIgnoreCase)) throw new Db2Exception("SQL1097N");
    }

    [Unconfirmed("commands.md, QUIESCE: what happens after the timeout of DEFER (here: the rest is put out), and to connections without FORCE CONNECTIONS (put out too)")]
    private void WaitForUnitsOfWork(CommandContext context, Database? database)
    {
        var until = DateTime.UtcNow + TimeSpan.FromMinutes(TimeoutMinutes);
        while (DateTime.UtcNow < until && Others(context, database).Exists(IsWorking)) Pause(context);
    }

    // Forcing is asynchronous; QUIESCE is not: after it nobody else is in.
    private static void WaitUntilGone(CommandContext context, Database? database)
    {
        while (Others(context, database).Count > 0) Pause(context);
    }

    private static void Pause(CommandContext context)
    {
        if (context.Cancelled.WaitHandle.WaitOne(Step)) throw new OperationCanceledException();
    }

    private static bool IsWorking(Application application) => application.Sql is { InUnitOfWork: true } || application.Status != Application.Waiting;

    private static List<Application> Others(CommandContext context, Database? database) => context.Engine.Applications.All()
        .Where(a => a != context.Application && a.Database is not null && (database is null || a.Database == database)).ToList();
}

/// <summary>UNQUIESCE DATABASE (on a connection), UNQUIESCE INSTANCE name.</summary>
internal sealed record UnquiesceCommand(string? Instance) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "UNQUIESCE" || reader.Peek(1) is not ("DATABASE" or "DB" or "INSTANCE")) return null;
        reader.Expect("UNQUIESCE");
        var instance = reader.Accept("INSTANCE") ? reader.Value("<instance-name>") : null;
        if (instance is null) reader.AcceptAny("DATABASE", "DB");
        reader.End();
        return new UnquiesceCommand(instance);
    }

    public void Execute(CommandContext context)
    {
        var database = Instance is null ? context.Application.RequireConnection() : null;
        context.Application.RequireSysAdm();
        if (Instance is not null) QuiesceCommand.RequireOwnInstance(context, Instance);
        var quiesce = database?.Quiesce ?? context.Engine.Quiesce;
        if (!quiesce.Active)
        {
            context.Reply.Message(new Message("SQL1373W", database?.Name ?? Instance!));
            return;
        }
        quiesce.Active = false;
        context.Reply.Message(new Message("DB20000I", database is null ? "UNQUIESCE INSTANCE" : "UNQUIESCE DATABASE"));
    }
}
