namespace Db2Backup.Emulator.Messages;

/// <summary>STUB</summary>
internal static class SqlMessages
{
    public static IReadOnlyList<MessageDefinition> All { get; } = [];
}
