using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Configuration;

/// <summary>
/// LOGARCHMETH1 and LOGARCHMETH2: OFF, LOGRETAIN, DISK:path. The other methods of Db2 (USEREXIT, TSM, VENDOR, DB2REMOTE)
/// need programs that the stand-in does not have, so it refuses them instead of losing logs.
/// </summary>
internal sealed record LogMethodDomain(bool Second) : ValueDomain
{
    private const string Disk = "DISK:";
    private static readonly string[] Elsewhere = ["USEREXIT", "TSM", "VENDOR", "DB2REMOTE"];

    [Unconfirmed("images-and-logs.md, methods: reason codes of SQL5099N for methods other than a bad DISK path")]
    public override string Read(string parameter, string value)
    {
        var upper = value.ToUpperInvariant();
        if (upper == "OFF") return upper;
        // LOGARCHMETH2 is never LOGRETAIN or USEREXIT [images-and-logs.md, Log files, LOGARCH2].
        if (upper == "LOGRETAIN" && !Second) return upper;
        if (upper.StartsWith(Disk, StringComparison.Ordinal))
            return Disk + ServerDirectory.Require(parameter, value, value[Disk.Length..]);
        foreach (var method in Elsewhere)
            if (upper.StartsWith(method, StringComparison.Ordinal)) throw new Db2Exception("SQL5099N", value, parameter, ServerDirectory.NotSupported);
        throw new Db2Exception("SQL5099N", value, parameter, ServerDirectory.InvalidValue);
    }
}
