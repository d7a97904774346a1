namespace Db2Backup.Emulator.Commands;

/// <summary>RESTORE DATABASE.</summary>
internal static class RestoreCommands
{
    /// <summary>Null when the first words are not a command of this group.</summary>
    public static ICommand? Parse(CommandReader reader) =>
        reader.Accept("RESTORE", "DATABASE") || reader.Accept("RESTORE", "DB")
            ? new RestoreDatabaseCommand(RestoreGrammar.Parse(reader))
            : null;
}
