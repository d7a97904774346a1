using System.Collections.Frozen;
using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>
/// What a message of Db2 means for a backup or restore, and the way out; by id, never by text. Ids that are not here get a
/// general remedy: an unknown refusal is still a refusal.
/// </summary>
internal static partial class MessageTable
{
    private static readonly FrozenDictionary<string, (ErrorKind Kind, string Remedy)> Known = Build();

    /// <param name="id">With or without its letter.</param>
    public static (ErrorKind Kind, string Remedy) Find(string id)
    {
        var bare = char.IsAsciiLetter(id[^1]) ? id[..^1] : id;
        return Known.TryGetValue(bare, out var known)
            ? known
            : (ErrorKind.InvalidOperation, $"Look it up with: db2 \"? {id}\"; details are in db2diag.log of the instance.");
    }

    /// <summary>All that are known, by id without its letter.</summary>
    public static IEnumerable<(string Id, string Remedy)> All => Known.OrderBy(k => k.Key, StringComparer.Ordinal).Select(k => (k.Key, k.Value.Remedy));

    /// <summary>N messages that mean success or nothing to do [messages.md].</summary>
    public static bool IsBenign(string id) => id is "SQL1026N" or "SQL1063N" or "SQL1064N";

    private static FrozenDictionary<string, (ErrorKind Kind, string Remedy)> Build()
    {
        var known = new Messages();
        AddState(known);
        AddBackup(known);
        AddRestore(known);
        AddRollforward(known);
        return known.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed class Messages() : Dictionary<string, (ErrorKind Kind, string Remedy)>(StringComparer.Ordinal)
    {
        public void Add(string id, ErrorKind kind, string remedy) => Add(id, (kind, remedy));
    }
}
