namespace Db2Backup.Emulator.Messages;

/// <summary>Every message the stand-in can print. The parts of the catalogue are by subject, one file each.</summary>
internal static class MessageCatalog
{
    // A plain dictionary: it is filled at the start of every `db2`, so it must be cheap.
    private static readonly Dictionary<string, MessageDefinition> ById = Load();

    public static IEnumerable<MessageDefinition> All => ById.Values;

    public static MessageDefinition Find(string id) => ById.TryGetValue(id, out var definition)
        ? definition
        : throw new InvalidOperationException($"internal error: message {id} is not in the catalogue");

    public static bool Contains(string id) => ById.ContainsKey(id);

    private static Dictionary<string, MessageDefinition> Load()
    {
        var all = new Dictionary<string, MessageDefinition>(StringComparer.Ordinal);
        foreach (var part in new[] { ClpMessages.All, StateMessages.All, BackupMessages.All, RestoreMessages.All, RollforwardMessages.All, SqlMessages.All })
            foreach (var definition in part)
                all[definition.Id] = definition; // a test holds that no id is there twice
        return all;
    }
}
