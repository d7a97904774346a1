namespace Db2Backup.Emulator.Messages;

/// <summary>STUB</summary>
internal static class ClpMessages
{
    public static IReadOnlyList<MessageDefinition> All { get; } = [];
}
