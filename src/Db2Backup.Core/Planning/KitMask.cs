using System.Text.RegularExpressions;

namespace Db2Backup.Planning;

/// <summary>
/// Takes secrets out of the reports of a recovery kit. Db2 shows none by itself (a stash is a file that GET DBM CFG names, and does not
/// show), but parameters that it hands on to others are free text: LOGARCHOPT1, VENDOROPT, variables of db2set, and the REMOTE_PASSWORD of a
/// user mapping in DDL. Pure.
/// </summary>
internal static partial class KitMask
{
    public const string Mask = "********";

    /// <summary>One line of a configuration or registry: <c>word=value</c> and <c>-word value</c> with a word for a secret in it.</summary>
    /// <returns>The line, and how many values were taken out.</returns>
    public static (string Text, int Masked) Line(string line)
    {
        var masked = 0;
        line = Assigned().Replace(line, Take);
        return (Option().Replace(line, Take), masked);

        string Take(Match match)
        {
            if (match.Groups["value"].Value == Mask) return match.Value;
            masked++;
            return match.Groups["key"].Value + Mask;
        }
    }

    /// <summary>One line of DDL: a literal right behind a word for a secret. Columns of that name, and their types, stay.</summary>
    public static (string Text, int Masked) Ddl(string line)
    {
        var masked = 0;
        return (Literal().Replace(line, match =>
        {
            masked++;
            return $"{match.Groups["key"].Value}'{Mask}'";
        }), masked);
    }

    /// <summary>A report of several lines.</summary>
    public static (string Text, int Masked) Report(string text)
    {
        var lines = text.Split('\n');
        var masked = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            (lines[i], var found) = Line(lines[i]);
            masked += found;
        }
        return (string.Join('\n', lines), masked);
    }

    // "Userid-Password Plugin (CLNT_PW_PLUGIN) = IBMPlugin" is none: no such word stands right before the sign. Tabs divide the columns of a query.
    [GeneratedRegex("""(?<key>[\w-]*(?:password|passwd|passphrase|pwd|secret|token)[\w-]*[ ]*[=:\t][ ]*)(?<value>"[^"]*"|'[^']*'|[^\s,;"')]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Assigned();

    [GeneratedRegex("""(?<key>(?<![\w-])-{1,2}(?:pass|password|passwd|passphrase|pwd|pw|secret|token)[ ]+)(?<value>"[^"]*"|'[^']*'|[^\s,;"')-][^\s,;"')]*)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    [GeneratedRegex("""(?<key>\b\w*(?:PASSWORD|PASSWD|PASSPHRASE|SECRET)\s*=?\s*)'(?:[^']|'')*'""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Literal();
}
