using System.Text;

namespace Db2Backup.Benchmarks;

/// <summary>
/// bench/RESULTS.md: a part for each measurement, each with its own date, so that one can be measured again while the others stay. Marks that
/// a reader of the page does not see tell where a part begins and ends.
/// </summary>
internal sealed class ResultsFile(string path)
{
    private const string Head = """
        # How fast the data path is

        Written by `./build.sh bench`; do not edit. Medians of alternating runs; a ratio is the median of the ratios of runs that followed each other.
        "Others had" is the largest share of all cores that other programs took during one of the runs: where it is not near zero, seconds mean little.
        Stores beside the plain clients are in [STORES.md](STORES.md).

        """;

    private readonly Dictionary<string, string> parts = Read(path);

    /// <summary>Puts a part in the place of what it was before, and writes the file: what was measured is kept, whatever comes later.</summary>
    public void Replace(string name, string text)
    {
        parts[name] = text.Trim('\n') + "\n";
        var all = new StringBuilder(Head);
        foreach (var part in Settings.Parts.Where(parts.ContainsKey)) all.Append('\n').Append(Begin(part)).Append('\n').Append(parts[part]).Append(End(part)).Append('\n');
        File.WriteAllText(path, all.ToString());
    }

    private static Dictionary<string, string> Read(string path)
    {
        var found = new Dictionary<string, string>();
        if (!File.Exists(path)) return found;
        var text = File.ReadAllText(path);
        foreach (var name in Settings.Parts)
        {
            var (begin, end) = (text.IndexOf(Begin(name), StringComparison.Ordinal), text.IndexOf(End(name), StringComparison.Ordinal));
            if (begin >= 0 && end > begin) found[name] = text[(begin + Begin(name).Length)..end].Trim('\n') + "\n";
        }
        return found;
    }

    private static string Begin(string name) => $"<!-- {name} -->";

    private static string End(string name) => $"<!-- end of {name} -->";
}
