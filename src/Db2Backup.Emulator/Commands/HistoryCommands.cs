namespace Db2Backup.Emulator.Commands;

/// <summary>Commands on the recovery history file.</summary>
internal static class HistoryCommands
{
    /// <summary>Null when the first words are not a command of this group.</summary>
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Accept("LIST", "HISTORY")) return ListHistoryCommand.Parse(reader);
        if (reader.Accept("PRUNE", "HISTORY")) return PruneHistoryCommand.Parse(reader);
        if (reader.Accept("PRUNE", "LOGFILE")) return PruneLogfileCommand.Parse(reader);
        if (reader.Accept("UPDATE", "HISTORY")) return UpdateHistoryCommand.Parse(reader);
        return null;
    }
}
