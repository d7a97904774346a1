namespace Db2Backup.Emulator.Messages;

/// <summary>STUB</summary>
internal static class RollforwardMessages
{
    public static IReadOnlyList<MessageDefinition> All { get; } = [];
}
