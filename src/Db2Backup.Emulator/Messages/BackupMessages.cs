namespace Db2Backup.Emulator.Messages;

/// <summary>STUB</summary>
internal static class BackupMessages
{
    public static IReadOnlyList<MessageDefinition> All { get; } = [];
}
