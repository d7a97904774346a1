using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Recovery;

/// <summary>STUB: owner Log part.</summary>
internal static class CrashRecovery
{
    /// <summary>Redoes what was committed in the log but not in the table spaces; SQL1273N when a needed log is gone.</summary>
    public static void Run(Database database) => throw new NotImplementedException(database.Name);
}
