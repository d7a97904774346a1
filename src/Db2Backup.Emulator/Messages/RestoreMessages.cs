namespace Db2Backup.Emulator.Messages;

/// <summary>STUB</summary>
internal static class RestoreMessages
{
    public static IReadOnlyList<MessageDefinition> All { get; } = [];
}
