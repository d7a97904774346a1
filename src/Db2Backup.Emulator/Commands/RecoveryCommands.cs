namespace Db2Backup.Emulator.Commands;

/// <summary>STUB</summary>
internal static class RecoveryCommands
{
    /// <summary>Null when the first words are not a command of this group.</summary>
    public static ICommand? Parse(CommandReader reader) => null;
}
