using System.Text.RegularExpressions;

namespace Db2Backup.Db2.Output;

/// <summary>Reads the block that CONNECT prints: server and version, user, alias, in this order in every language [commands.md, CONNECT].</summary>
internal static partial class ConnectionParser
{
    public static ReportBlock? TryRead(OutputLines lines, int at, ReportContext context)
    {
        var first = lines.Row(at) is not null ? at : OutputStarts.IsStart(lines, at) ? lines.Count : lines.Next(at + 1);
        if (lines.Row(first) is not { } server || Server().Match(server.Value) is not { Success: true } match) return null;
        var second = lines.Next(first + 1);
        var third = lines.Next(second + 1);
        if (lines.Row(second) is not { } user || lines.Row(third) is not { } alias) return null;
        return new ReportBlock(third + 1,
        [
            new Db2ConnectionOutput { Server = match.Groups[1].Value, Version = match.Groups[2].Value, AuthId = user.Value, Database = alias.Value, Line = lines.Number(at) },
        ]);
    }

    [GeneratedRegex(@"^((?:DB2|Db2|IDS|DSN|QSQ|SQL)[/ ]?\S*)\s+([0-9]+(?:\.[0-9]+)*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Server();
}
