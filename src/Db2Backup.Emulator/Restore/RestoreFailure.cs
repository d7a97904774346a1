using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Restore;

/// <summary>What RESTORE answers when it breaks off.</summary>
internal static class RestoreFailure
{
    /// <param name="failure">What went wrong.</param>
    /// <param name="targetTouched">The target was overwritten already: it stays restore pending.</param>
    /// <returns>Null when it is no refusal but a mistake of the program.</returns>
    [Unconfirmed("messages.md, Restore: which of SQL2025N, SQL2054N, SQL2530N and SQL2544N is given when")]
    public static Db2Exception? Of(Exception failure, bool targetTouched) => failure switch
    {
        Db2Exception { Db2Message.Definition.Id: "SQL2530N" } when targetTouched => new Db2Exception("SQL2054N"),
        Db2Exception refusal => refusal,
        OperationCanceledException => new Db2Exception("SQL2001N"),
        UnixException { IsDiskFull: true } => new Db2Exception("SQL2544N"),
        not UnixException when Databases.DiskFull.Is(failure) => new Db2Exception("SQL2544N"),
        Storage.SqliteFailure rows => rows.ToDb2(),
        UnixException system => new Db2Exception("SQL2025N", system.Errno, system.Path),
        UnauthorizedAccessException => new Db2Exception("SQL2512N", failure.Message),
        _ => null,
    };
}
