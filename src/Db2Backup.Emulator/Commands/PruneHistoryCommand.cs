using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>PRUNE HISTORY timestamp [WITH FORCE OPTION] [AND DELETE]. [commands.md, PRUNE HISTORY]</summary>
internal sealed record PruneHistoryCommand(string Until, bool Force, bool Delete) : ICommand
{
    public static PruneHistoryCommand Parse(CommandReader reader)
    {
        var until = HistoryTimestamp.Parse(reader.Value("timestamp"));
        var force = reader.Accept("WITH", "FORCE", "OPTION");
        var delete = reader.Accept("AND", "DELETE");
        reader.End();
        return new PruneHistoryCommand(until, force, delete);
    }

    public void Execute(CommandContext context)
    {
        var database = context.Application.RequireConnection();
        context.Application.RequireSysAdm();
        HistoryRetention.Prune(database, Until, Force, Delete);
        context.Reply.Message(new Message("DB20000I", "PRUNE"));
    }
}
