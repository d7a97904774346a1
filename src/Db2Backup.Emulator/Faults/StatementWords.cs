namespace Db2Backup.Emulator.Faults;

/// <summary>The words of a statement in upper case, abbreviations of commands spelled out, to compare their beginnings.</summary>
internal static class StatementWords
{
    public static IReadOnlyList<string> Of(string statement)
    {
        var words = new List<string>();
        foreach (var word in statement.Split([' ', '\t', '\r', '\n', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var upper = word.ToUpperInvariant();
            switch (upper)
            {
                case "DB": words.Add("DATABASE"); break;
                case "CFG" or "CONFIG": words.Add("CONFIGURATION"); break;
                case "DBM": words.AddRange(["DATABASE", "MANAGER"]); break;
                default: words.Add(upper); break;
            }
        }
        return words;
    }

    public static bool Begins(IReadOnlyList<string> words, IReadOnlyList<string> beginning)
    {
        if (words.Count < beginning.Count) return false;
        for (var i = 0; i < beginning.Count; i++)
            if (words[i] != beginning[i]) return false;
        return true;
    }
}
