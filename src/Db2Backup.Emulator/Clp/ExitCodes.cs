using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>Exit codes of the CLP; those of several statements are or-ed. [clp.md, 2. Exit codes]</summary>
internal static class ExitCodes
{
    public const int Success = 0, NoRow = 1, Warning = 2, Error = 4, SystemError = 8;

    public static int Of(SentMessage message)
    {
        if (message.IsError) return Error;
        if (message.SqlCode == 100) return NoRow;
        if (message.Id.StartsWith("DB2", StringComparison.Ordinal) && message.Id[^1] == 'E') return Error;
        return message.IsWarning ? Warning : Success;
    }
}
