using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>What db2level says.</summary>
/// <param name="Level">DB2 v11.5.9.0.</param>
/// <param name="StandIn">It is not Db2 but the stand-in made for tests.</param>
internal sealed record ServiceLevel(string Level, bool StandIn);

/// <summary>
/// Reads db2level: the first token in quotes behind "tokens are" is the version in every release; text wraps anywhere
/// [commands.md, db2level].
/// </summary>
internal static partial class LevelParser
{
    /// <summary>What the stand-in tells in place of a PTF, in db2level and in SYSIBMADM.ENV_INST_INFO.</summary>
    public const string StandInToken = "DB2BACKUP-EMULATOR";

    /// <summary>Null when no version is in the text.</summary>
    public static ServiceLevel? Parse(string output)
    {
        var text = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var version = Version().Match(text);
        return version.Success ? new ServiceLevel(version.Groups[1].Value, text.Contains(StandInToken, StringComparison.Ordinal)) : null;
    }

    [GeneratedRegex("\"(DB2 v[0-9.]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
