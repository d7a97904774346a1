using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Recovery;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// RESTART DATABASE: crash recovery, also with AUTORESTART OFF; the session is connected afterwards. [commands.md, RESTART DATABASE]
/// </summary>
/// <param name="PendingTableSpaces">DROP PENDING TABLESPACES: those that may be given up if they are damaged.</param>
internal sealed record RestartCommand(string Alias, CommandUser? User, IReadOnlyList<string> PendingTableSpaces) : ICommand
{
    public static RestartCommand Read(CommandReader reader)
    {
        var alias = RecoveryCommands.ReadAlias(reader);
        var user = CommandUser.Read(reader);
        var tableSpaces = new List<string>();
        if (reader.Accept("DROP"))
        {
            reader.Expect("PENDING", "TABLESPACES", "(");
            do tableSpaces.Add(reader.Name("<tablespace-name>"));
            while (reader.Accept(","));
            reader.Expect(")");
        }
        // No command here suspends writes, so there is never anything to resume.
        if (reader.Accept("WRITE")) reader.Expect("RESUME");
        reader.End();
        return new RestartCommand(alias.ToUpperInvariant(), user, tableSpaces);
    }

    [Unconfirmed("commands.md, RESTART DATABASE: that it connects the session, and what it says to a table space it does not know")]
    public void Execute(CommandContext context)
    {
        if (User is not null) CommandUser.RequireSysAdm(context, User);
        var application = context.Application;
        var database = context.Engine.Database(Alias);
        if (database.State.RestorePending || database.State.Rollforward is not null) database.RequireUsable();
        RequireTableSpaces(database);
        application.Disconnect();
        if (!database.State.Consistent && !database.IsActive)
            using (database.Exclusive(application))
                CrashRecovery.Run(database);
        application.Connect(database, Alias);
        context.Reply.Message(new Message("DB20000I", "RESTART DATABASE"));
    }

    private void RequireTableSpaces(Database database)
    {
        if (PendingTableSpaces.Count == 0) return;
        var known = TableSpaceSet.Definitions(database.Paths).Select(t => t.Name).ToHashSet();
        foreach (var name in PendingTableSpaces)
            if (!known.Contains(name)) throw new Db2Exception("SQL0204N", name);
    }
}
