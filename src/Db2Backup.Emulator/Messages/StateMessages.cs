namespace Db2Backup.Emulator.Messages;

/// <summary>STUB</summary>
internal static class StateMessages
{
    public static IReadOnlyList<MessageDefinition> All { get; } = [];
}
