namespace Db2Backup.Emulator.Commands;

/// <summary>Commands about databases as a whole, who uses them and what runs in them.</summary>
internal static class InstanceCommands
{
    private static readonly Func<CommandReader, ICommand?>[] All =
    [
        CreateDatabaseCommand.Parse,
        DropDatabaseCommand.Parse,
        CatalogDatabaseCommand.Parse,
        UncatalogDatabaseCommand.Parse,
        ConnectCommand.Parse,
        DisconnectCommand.Parse,
        AttachCommand.Parse,
        DetachCommand.Parse,
        GetInstanceCommand.Parse,
        GetConnectionStateCommand.Parse,
        ActivateDatabaseCommand.Parse,
        DeactivateDatabaseCommand.Parse,
        ForceApplicationCommand.Parse,
        QuiesceCommand.Parse,
        UnquiesceCommand.Parse,
        ListDatabaseDirectoryCommand.Parse,
        ListActiveDatabasesCommand.Parse,
        ListApplicationsCommand.Parse,
        ListUtilitiesCommand.Parse,
        ListTablespacesCommand.Parse,
        ListTablespaceContainersCommand.Parse,
        ListNodeDirectoryCommand.Parse,
        ListTablesCommand.Parse,
        DescribeTableCommand.Parse,
    ];

    /// <summary>Null when the first words are not a command of this group.</summary>
    public static ICommand? Parse(CommandReader reader)
    {
        foreach (var parse in All)
            if (parse(reader) is { } command) return command;
        return null;
    }
}
