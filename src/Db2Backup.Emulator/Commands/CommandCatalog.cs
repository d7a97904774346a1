namespace Db2Backup.Emulator.Commands;

/// <summary>All commands that are not SQL, by the part of Db2 they belong to.</summary>
internal static class CommandCatalog
{
    private static readonly Func<CommandReader, ICommand?>[] Groups =
    [
        InstanceCommands.Parse,
        ConfigurationCommands.Parse,
        BackupCommands.Parse,
        RestoreCommands.Parse,
        HistoryCommands.Parse,
        RecoveryCommands.Parse,
    ];

    /// <summary>Null when the text is no command: it is SQL then. SQL0104N when it begins like a command and goes wrong.</summary>
    public static ICommand? Parse(string text)
    {
        foreach (var group in Groups)
            if (group(new CommandReader(text)) is { } command) return command;
        return null;
    }
}
