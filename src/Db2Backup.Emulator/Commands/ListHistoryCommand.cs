using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// LIST HISTORY: needs no connection and no authority, and works while the database is pending or closed.
/// [commands.md, LIST HISTORY]
/// </summary>
internal sealed record ListHistoryCommand(HistoryFilter Filter, string Alias) : ICommand
{
    public static ListHistoryCommand Parse(CommandReader reader)
    {
        var operations = Operations(reader);
        var filter = new HistoryFilter(operations);
        if (reader.Accept("SINCE")) filter = filter with { Since = HistoryTimestamp.Parse(reader.Value("timestamp")) };
        else if (reader.Accept("CONTAINING")) filter = filter with { Containing = reader.Name("object") };
        else reader.Expect("ALL");
        reader.Expect("FOR");
        // A database may be called DB: then the keyword is followed by nothing.
        if (reader.Peek(1).Length > 0) reader.AcceptAny("DATABASE", "DB");
        var alias = reader.Value("database alias");
        reader.End();
        return new ListHistoryCommand(filter, alias);
    }

    public void Execute(CommandContext context)
    {
        var database = context.Engine.Database(Alias.ToUpperInvariant());
        var entries = database.History.All().Where(Filter.Admits).ToList();
        context.Reply.Text(HistoryReport.Of(Alias, entries));
    }

    /// <summary>The letters of the operations asked for; empty for all.</summary>
    private static string Operations(CommandReader reader)
    {
        // BACKUP lists backups and restores.
        if (reader.Accept("BACKUP")) return "BR";
        if (reader.Accept("ROLLFORWARD")) return "F";
        if (reader.Accept("DROPPED", "TABLE")) return "D";
        if (reader.Accept("LOAD")) return "L";
        if (reader.Accept("CREATE", "TABLESPACE")) return "A";
        if (reader.Accept("RENAME", "TABLESPACE")) return "N";
        if (reader.Accept("ALTER", "TABLESPACE")) return "T";
        if (reader.Accept("REORG")) return "G";
        if (reader.Accept("ARCHIVE", "LOG")) return "X";
        return "";
    }
}
