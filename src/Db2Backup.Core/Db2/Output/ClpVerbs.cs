using System.Collections.Frozen;

namespace Db2Backup.Db2.Output;

/// <summary>Statements by their first words, as the CLP's option -v echoes them: enough to tell one from prose.</summary>
internal static class ClpVerbs
{
    private const int LongestWord = 24;

    // What may stand behind the first word; an empty list: anything.
    private static readonly FrozenDictionary<string, string[]> Second = new Dictionary<string, string[]>
    {
        ["BACKUP"] = ["DATABASE", "DB"], ["RESTORE"] = ["DATABASE", "DB"], ["RECOVER"] = ["DATABASE", "DB"], ["ROLLFORWARD"] = ["DATABASE", "DB"],
        ["ACTIVATE"] = ["DATABASE", "DB"], ["DEACTIVATE"] = ["DATABASE", "DB"], ["RESTART"] = ["DATABASE", "DB"], ["MIGRATE"] = ["DATABASE", "DB"], ["UPGRADE"] = ["DATABASE", "DB"],
        ["CREATE"] = ["DATABASE", "DB", "TABLE", "TABLESPACE", "BUFFERPOOL", "INDEX", "VIEW", "STOGROUP", "SCHEMA", "OR", "REGULAR", "LARGE", "UNIQUE"],
        ["DROP"] = ["DATABASE", "DB", "TABLE", "TABLESPACE", "BUFFERPOOL", "INDEX", "VIEW", "STOGROUP", "SCHEMA"],
        ["ALTER"] = ["TABLE", "TABLESPACE", "BUFFERPOOL", "DATABASE", "STOGROUP", "INDEX", "VIEW"],
        ["LIST"] = ["HISTORY", "TABLESPACES", "TABLESPACE", "APPLICATIONS", "APPLICATION", "UTILITIES", "DATABASE", "DB", "ACTIVE", "NODE", "TABLES", "DBPARTITIONNUMS", "PACKAGES"],
        ["GET"] = ["DATABASE", "DB", "DBM", "SNAPSHOT", "INSTANCE"],
        ["CONNECT"] = ["TO", "RESET"], ["ATTACH"] = ["TO"], ["UPDATE"] = ["DATABASE", "DB", "DBM", "COMMAND", "HISTORY", "ALTERNATE", "MONITOR"], ["FORCE"] = ["APPLICATION", "APPLICATIONS"],
        ["QUIESCE"] = ["DATABASE", "DB", "INSTANCE", "TABLESPACES"], ["UNQUIESCE"] = ["DATABASE", "DB", "INSTANCE"], ["ARCHIVE"] = ["LOG"], ["PRUNE"] = ["HISTORY", "LOGFILE"],
        ["SET"] = ["TABLESPACE", "STOGROUP", "CLIENT", "WRITE", "SCHEMA", "CURRENT", "INTEGRITY"], ["INSERT"] = ["INTO"], ["DELETE"] = ["FROM"],
        ["CATALOG"] = ["TCPIP", "DATABASE", "DB", "LOCAL", "STORAGE", "SYSTEM", "USER", "ODBC"], ["UNCATALOG"] = ["DATABASE", "DB", "NODE"],
        ["DESCRIBE"] = ["TABLE", "INDEXES", "SELECT", "OUTPUT"], ["EXPORT"] = ["TO"], ["IMPORT"] = ["FROM"], ["LOAD"] = ["FROM", "QUERY", "CLIENT"], ["REORG"] = ["TABLE", "INDEXES"],
        ["REORGCHK"] = ["UPDATE", "CURRENT", "ON"], ["RUNSTATS"] = ["ON"], ["START"] = ["HADR", "DBM", "DATABASE"], ["STOP"] = ["HADR", "DBM", "DATABASE"], ["INSPECT"] = ["CHECK"],
        ["GRANT"] = [], ["REVOKE"] = [], ["SELECT"] = [], ["VALUES"] = [], ["WITH"] = [], ["CALL"] = [], ["ECHO"] = ["OFF", "ON"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Statements of one word.</summary>
    private static readonly FrozenSet<string> Alone = new HashSet<string> { "TERMINATE", "QUIT", "COMMIT", "ROLLBACK", "DETACH" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Begins(string line)
    {
        var text = line.AsSpan().Trim().TrimEnd(';').TrimEnd();
        var first = Word(ref text);
        if (first.Length is < 3 or > LongestWord) return false;
        var verb = first.ToString();
        if (Alone.Contains(verb)) return text.Length == 0 || text.Equals("WORK", StringComparison.OrdinalIgnoreCase);
        if (!Second.TryGetValue(verb, out var seconds)) return false;
        var rest = text;
        var second = Word(ref rest);
        if (seconds.Length > 0)
        {
            // "List History File for …" is a title.
            if (second.Equals("HISTORY", StringComparison.OrdinalIgnoreCase) && rest.StartsWith("file", StringComparison.OrdinalIgnoreCase)) return false;
            foreach (var word in seconds)
                if (second.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
            return false;
        }
        return verb.ToUpperInvariant() switch
        {
            "CALL" => text.Contains('(') && second.Length > 0,
            "WITH" => rest.TrimStart().StartsWith("AS", StringComparison.OrdinalIgnoreCase) || text.Contains(" AS ", StringComparison.OrdinalIgnoreCase),
            // A word in a sentence is followed by another; these have a comma, a star, a bracket or FROM somewhere.
            "SELECT" => text.IndexOfAny("*(,") >= 0 || text.Contains("from ", StringComparison.OrdinalIgnoreCase),
            "VALUES" => text.IndexOfAny("(,") >= 0 || text.StartsWith("current ", StringComparison.OrdinalIgnoreCase),
            _ => text.Contains(" on ", StringComparison.OrdinalIgnoreCase) && text.Contains(" to ", StringComparison.OrdinalIgnoreCase) || text.Contains(" from ", StringComparison.OrdinalIgnoreCase),
        };
    }

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(' ', '\t', '(');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..].TrimStart();
        return word;
    }
}
