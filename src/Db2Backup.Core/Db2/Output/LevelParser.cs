using System.Text;
using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>What db2level says, as the engine needs it.</summary>
/// <param name="Level">DB2 v11.5.9.0.</param>
/// <param name="StandIn">It is not Db2 but the stand-in made for tests.</param>
internal sealed record ServiceLevel(string Level, bool StandIn);

/// <summary>
/// Reads db2level: tokens in quotes, each of which has a form of its own in every release and language; the text wraps anywhere, even within
/// a token [commands.md, db2level].
/// </summary>
internal static partial class LevelParser
{
    /// <summary>What the stand-in tells in place of a PTF, in db2level and in SYSIBMADM.ENV_INST_INFO.</summary>
    public const string StandInToken = "DB2BACKUP-EMULATOR";

    private const string Id = "DB21085I";

    private const int MostLines = 12;

    /// <summary>What our own session received. Null when no version is in the text.</summary>
    public static ServiceLevel? Parse(string output)
    {
        var text = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var version = Version().Match(text);
        return version.Success ? new ServiceLevel(version.Groups[1].Value, text.Contains(StandInToken, StringComparison.Ordinal)) : null;
    }

    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        if (lines.Message(at) is not { Id: Id }) return null;
        var text = new StringBuilder(lines[at].Trim());
        var end = at + 1;
        // A quote that is open goes on whatever comes; else the text ends with its blank line, or when something begins.
        for (; end < lines.Count && end < at + MostLines && !lines.IsBlank(end) && !lines.IsLong(end); end++)
        {
            if (Quotes(text) % 2 == 0 && (OutputStarts.IsStart(lines, end) || HasPath(text))) break;
            Wording.Join(text, lines[end]);
        }
        var all = text.ToString();
        var entry = Entry(all) with { Line = lines.Number(at) };
        return new ReportBlock(end, [entry]) { Messages = [MessageParser.Create(Id, all[(all.IndexOf(Id, StringComparison.Ordinal) + Id.Length)..].Trim())] };
    }

    private static int Quotes(StringBuilder text)
    {
        var quotes = 0;
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '"') quotes++;
        return quotes;
    }

    /// <summary>The last token is the path.</summary>
    private static bool HasPath(StringBuilder text) => Tokens(text.ToString()).Any(IsPath);

    private static List<string> Tokens(string text) => Token().Matches(text).Select(m => m.Groups[1].Value.Trim()).ToList();

    private static Db2LevelOutput Entry(string text)
    {
        var unread = new UnreadLines();
        var tokens = Tokens(text);
        var entry = new Db2LevelOutput();
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (Version().Match($"\"{token}\"") is { Success: true } v)
                entry = entry with { Level = token, Version = System.Version.TryParse(v.Groups[2].Value.TrimEnd('.'), out var number) ? number : null };
            else if (token is "32" or "64" && entry.Bits is null) entry = entry with { Bits = token == "64" ? 64 : 32 };
            else if (CodeRelease().IsMatch(token)) entry = entry with { CodeRelease = token };
            else if (entry.LevelIdentifier is null && LevelIdentifier().IsMatch(token)) entry = entry with { LevelIdentifier = token };
            else if (IsPath(token)) entry = entry with { InstallPath = token };
            else if (i == 0) entry = entry with { Instance = token };
            // Behind the level: build, fix, fix pack.
            else if (entry.Level is not null && entry.Build is null) entry = entry with { Build = token };
            else if (entry.Level is not null && entry.Ptf is null) entry = entry with { Ptf = token };
            else if (entry.Level is not null && entry.FixPack is null) entry = entry with { FixPack = token };
            else unread.Add(token);
        }
        if (entry.Level is null) unread.Add(text);
        return entry with { Unread = unread.ToList() };
    }

    private static bool IsPath(string token) => token.Length > 1 && (token[0] == '/' || token[1] == ':' || token[0] == '\\');

    [GeneratedRegex("\"((?:DB2|Db2) v([0-9.]+)[^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex("\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("^SQL[0-9]{5,6}$", RegexOptions.CultureInvariant)]
    private static partial Regex CodeRelease();

    [GeneratedRegex("^[0-9A-F]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex LevelIdentifier();
}
