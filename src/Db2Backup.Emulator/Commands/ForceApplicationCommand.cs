using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// FORCE APPLICATION ALL | (handle, …) [MODE ASYNC]. ALL means all databases of the instance. New connections are not
/// prevented, and the answer comes before the applications are gone [commands.md, FORCE APPLICATION].
/// </summary>
internal sealed record ForceApplicationCommand(IReadOnlyList<int>? Handles) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "FORCE" || reader.Peek(1) is not ("APPLICATION" or "APPLICATIONS")) return null;
        reader.Expect("FORCE");
        reader.AcceptAny("APPLICATION", "APPLICATIONS");
        List<int>? handles = null;
        if (!reader.Accept("ALL"))
        {
            reader.Expect("(");
            handles = [reader.Number("<application-handle>")];
            while (reader.Accept(",")) handles.Add(reader.Number("<application-handle>"));
            reader.Expect(")");
        }
        reader.Accept("MODE", "ASYNC");
        reader.End();
        return new ForceApplicationCommand(handles);
    }

    [Unconfirmed("commands.md, FORCE APPLICATION: that ALL ends the caller's own connection too; SQL1230W for an unknown handle")]
    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        var victims = new List<Application>();
        var unknown = false;
        foreach (var application in context.Engine.Applications.All())
            if (Handles is null ? IsInDatabase(context, application) : Handles.Contains(application.Handle)) victims.Add(application);
        foreach (var handle in Handles ?? [])
            unknown |= context.Engine.Applications.Find(handle) is null;

        context.Reply.Message(unknown ? new Message("SQL1230W") : new Message("DB20000I", "FORCE APPLICATION"));
        context.Reply.Message(new Message("DB21024I"));
        // The caller last: what cancels its statement must not keep it from forcing the others.
        foreach (var victim in victims)
            if (victim != context.Application) victim.Force();
        if (victims.Contains(context.Application)) context.Application.Disconnect();
    }

    private static bool IsInDatabase(CommandContext context, Application application) =>
        application.Database is not null || context.Engine.OpenDatabases().Any(database => database.ExclusiveUser == application);
}
