using Db2Backup.Errors;
using Db2Backup.Operations;
using static Db2Backup.Tests.Faults.Cell;
using static Db2Backup.Tests.Faults.Injection;

namespace Db2Backup.Tests.Faults;

/// <summary>What every fault does to every step. Pure; a step that is not here makes the test of completeness fail.</summary>
internal static class FaultTable
{
    public const string LostState = nameof(ErrorCode.StateNotRestored);
    public const string Refusal = "SQL2025N";
    public const string Death = "DB21018E";
    private const int NoSpace = 28;

    /// <summary>The operations whose steps make the matrix.</summary>
    public static IReadOnlyList<Type> Operations { get; } =
        [typeof(OnlineBackupStep), typeof(OfflineBackupStep), typeof(EnableArchiveLoggingStep), typeof(RestoreStep), typeof(PublishBackupStep)];

    public static IEnumerable<(Enum Step, Fault Fault)> All() =>
        from operation in Operations
        from Enum step in Enum.GetValues(operation)
        from fault in Enum.GetValues<Fault>()
        select (step, fault);

    /// <summary>Null when nobody has thought about it.</summary>
    public static Cell? Find(Enum step, Fault fault) => step switch
    {
        OnlineBackupStep s => Online(s, fault),
        OfflineBackupStep s => Offline(s, fault),
        EnableArchiveLoggingStep s => Enable(s, fault),
        RestoreStep s => Restore(s, fault),
        PublishBackupStep s => Publish(s, fault),
        _ => null,
    };

    private static Cell? Online(OnlineBackupStep step, Fault fault) => step switch
    {
        OnlineBackupStep.CheckState => Talks("LIST DATABASE DIRECTORY", fault),
        OnlineBackupStep.PrepareFolders => Folders(fault),
        OnlineBackupStep.RunBackup => Backup(fault),
        OnlineBackupStep.Confirm => Talks("LIST HISTORY BACKUP", fault),
        OnlineBackupStep.VerifyImage => fault == Fault.EngineDies
            ? new Harmless(new KillEngine(), "the image is complete and in the history, and db2ckbkp needs no engine")
            : Checker(fault),
        _ => null,
    };

    private static Cell? Offline(OfflineBackupStep step, Fault fault) => step switch
    {
        OfflineBackupStep.CheckState => Talks("LIST DATABASE DIRECTORY", fault),
        OfflineBackupStep.PrepareFolders => Folders(fault),
        OfflineBackupStep.TakeAlone => fault == Fault.EngineDies ? new Fails(new Switch("crash:QUIESCE DATABASE"), LostState) : Talks("QUIESCE DATABASE", fault),
        // Without the engine the database cannot be given back.
        OfflineBackupStep.RunBackup => fault == Fault.EngineDies ? new Fails(new Switch("crash@20000"), LostState) : Backup(fault),
        OfflineBackupStep.Confirm => fault == Fault.EngineDies ? new Fails(new Switch("crash:LIST HISTORY BACKUP"), LostState) : Talks("LIST HISTORY BACKUP", fault),
        OfflineBackupStep.VerifyImage => fault == Fault.EngineDies ? new Fails(new KillEngine(), LostState) : Checker(fault),
        OfflineBackupStep.GiveBack => GiveBack(fault),
        _ => null,
    };

    private static Cell? Enable(EnableArchiveLoggingStep step, Fault fault) => step switch
    {
        EnableArchiveLoggingStep.CheckState => Talks("LIST DATABASE DIRECTORY", fault),
        EnableArchiveLoggingStep.PrepareFolders => Folders(fault),
        EnableArchiveLoggingStep.TakeAlone => fault == Fault.EngineDies ? new Fails(new Switch("crash:QUIESCE DATABASE"), LostState) : Talks("QUIESCE DATABASE", fault),
        EnableArchiveLoggingStep.SetMethod => fault == Fault.EngineDies
            ? new Fails(new Switch("crash:UPDATE DATABASE CONFIGURATION"), LostState)
            : Talks("UPDATE DATABASE CONFIGURATION", fault),
        // A database that is BACKUP PENDING lets nobody in, so the quiesce cannot be ended: the next run does that.
        EnableArchiveLoggingStep.RunBackup => Backup(fault) switch
        {
            Fails fails => new Fails(fails.Injection, LostState),
            var other => other,
        },
        EnableArchiveLoggingStep.Confirm => fault == Fault.EngineDies ? new Fails(new Switch("crash:LIST HISTORY BACKUP"), LostState) : Talks("LIST HISTORY BACKUP", fault),
        EnableArchiveLoggingStep.VerifyImage => fault == Fault.EngineDies ? new Fails(new KillEngine(), LostState) : Checker(fault),
        EnableArchiveLoggingStep.GiveBack => fault == Fault.Cancelled ? new Fails(new Cancel(), CancelledId) : GiveBack(fault),
        EnableArchiveLoggingStep.ReadBack => Talks("GET DATABASE CONFIGURATION", fault),
        _ => null,
    };

    private static Cell? Restore(RestoreStep step, Fault fault) => step switch
    {
        RestoreStep.CheckTarget => Talks("LIST DATABASE DIRECTORY", fault),
        RestoreStep.PrepareFolders => Folders(fault),
        RestoreStep.FetchImages or RestoreStep.FetchLogs => Fetch(fault),
        RestoreStep.FreeTarget => Talks("DEACTIVATE DATABASE", fault),
        // In the middle: the target is half written then, and the state that this leaves has to be named.
        RestoreStep.Restore => fault switch
        {
            Fault.Hangs => new Fails(new Hang("RESTORE DATABASE", "hang@20000"), CancelledId),
            Fault.EngineDies => new Fails(new Switch("crash@20000"), "SQL1224N"),
            Fault.ClientDies => new Fails(new Switch("die@20000"), Death),
            Fault.DiskFull => new Fails(new Switch("diskfull@20000"), "SQL2544N"),
            _ => Talks("RESTORE DATABASE", fault),
        },
        RestoreStep.SetConfiguration => Talks("UPDATE DATABASE CONFIGURATION", fault),
        RestoreStep.RollForward => Talks("ROLLFORWARD DATABASE", fault),
        RestoreStep.ReadBack => Talks("SELECT", fault),
        RestoreStep.CleanUp => fault switch
        {
            Fault.EngineDies => new Harmless(new KillEngine(), "everything was read back before; Db2 recovers the database at the next connection"),
            Fault.ClientDies => new Harmless(new KillBackEnds(), "everything was read back before, and the connection was reset: there is nothing left to close"),
            Fault.Cancelled => new Harmless(new Cancel(), "everything was read back before"),
            Fault.DiskFull => new Impossible(Why.WritesNothing),
            Fault.StoreFails => new Impossible(Why.NoStoreCall),
            _ => new Impossible(Why.NoStatement),
        },
        _ => null,
    };

    private static Cell? Publish(PublishBackupStep step, Fault fault) => step switch
    {
        PublishBackupStep.CheckFiles => fault switch
        {
            Fault.Cancelled => new Fails(new Cancel(), CancelledId),
            Fault.Db2Refuses or Fault.EngineDies => new Impossible(Why.NoDb2),
            Fault.DiskFull => new Impossible(Why.WritesNothing),
            _ => new Impossible(Why.NoStoreCall),
        },
        PublishBackupStep.RemoveDebris or PublishBackupStep.CheckIdentity or PublishBackupStep.FindEarlier or PublishBackupStep.ReadBack or PublishBackupStep.ReadBackManifest => StoreCalls(fault, writes: false),
        PublishBackupStep.CheckStore or PublishBackupStep.Begin or PublishBackupStep.Upload or PublishBackupStep.StoreAttachments
            or PublishBackupStep.WriteIdentity or PublishBackupStep.WriteManifest => StoreCalls(fault, writes: true),
        _ => null,
    };

    /// <summary>A step that sends statements, one of them chosen to fail.</summary>
    private static Cell Talks(string statement, Fault fault) => fault switch
    {
        Fault.Db2Refuses => new Fails(new Switch($"refuse:{statement}:{Refusal}"), Refusal),
        Fault.Hangs => new Fails(new Hang(statement), CancelledId),
        Fault.EngineDies => new Fails(new Switch($"crash:{statement}"), "SQL1224N"),
        Fault.ClientDies => new Fails(new Switch($"die:{statement}"), Death),
        Fault.DiskFull => new Fails(new FullTemporaryFolder(), ErrorCode.DiskFull),
        Fault.Cancelled => new Fails(new Cancel(), CancelledId),
        _ => new Impossible(Why.NoStoreCall),
    };

    private static Cell Backup(Fault fault) => fault switch
    {
        // In the middle: a part of the image is there then, and has to be removed.
        Fault.Hangs => new Fails(new Hang("BACKUP DATABASE", "hang@20000"), CancelledId),
        Fault.DiskFull => new Fails(new Switch("diskfull@20000"), "SQL2419N"),
        Fault.EngineDies => new Fails(new Switch("crash@20000"), "SQL1224N"),
        Fault.ClientDies => new Fails(new Switch("die@20000"), Death),
        _ => Talks("BACKUP DATABASE", fault),
    };

    private static Cell GiveBack(Fault fault) => fault switch
    {
        Fault.Cancelled => new Harmless(new Cancel(), "the work is done, and giving back is not cancelled"),
        Fault.Hangs => new Fails(new HangToLimit("UNQUIESCE DATABASE"), LostState),
        _ => Talks("UNQUIESCE DATABASE", fault) is Fails fails ? new Fails(fails.Injection, LostState) : new Impossible(Why.NoStoreCall),
    };

    private static Cell Folders(Fault fault) => fault switch
    {
        Fault.EngineDies => new Fails(new KillEngine(), "SQL1032N"),
        Fault.ClientDies => new Harmless(new KillBackEnds(), "no connection was held yet, and the next statement has a back end of its own"),
        // By another number of the operating system; with the true one, and a true disk, it is DiskFull (FullDiskTests).
        Fault.DiskFull => new Fails(new UnwritableFolder(), ErrorCode.PathNotUsable),
        Fault.StoreFails => new Impossible(Why.NoStoreCall),
        Fault.Cancelled => new Fails(new Cancel(), CancelledId),
        _ => new Impossible(Why.NoStatement),
    };

    private static Cell Checker(Fault fault) => fault switch
    {
        Fault.Db2Refuses => new Fails(new DamagedImage(), ErrorCode.ImageVerificationFailed),
        Fault.Hangs => new Fails(new StuckChecker(), CancelledId),
        Fault.ClientDies => new Fails(new KilledChecker(), ErrorCode.ImageVerificationFailed),
        Fault.DiskFull => new Impossible(Why.WritesNothing),
        Fault.Cancelled => new Fails(new Cancel(), CancelledId),
        _ => new Impossible(Why.NoStoreCall),
    };

    private static Cell Fetch(Fault fault) => fault switch
    {
        Fault.Db2Refuses => new Impossible(Why.NoStatement),
        Fault.Hangs => new Fails(new StoreHangs(), CancelledId),
        Fault.EngineDies => new Fails(new KillEngine(), "SQL1032N"),
        Fault.ClientDies => new Harmless(new KillBackEnds(), "no connection was held, and the next statement has a back end of its own"),
        // As above; FullDiskTests fills the disk in the middle of an image and of a log.
        Fault.DiskFull => new Fails(new UnwritableFolder(), ErrorCode.AccessDenied),
        Fault.StoreFails => new Fails(new Injection.StoreFails(0, ForGood: false), nameof(ErrorCode.ReadFailed), nameof(ErrorCode.WriteFailed)),
        _ => new Fails(new Cancel(), CancelledId),
    };

    private static Cell StoreCalls(Fault fault, bool writes) => fault switch
    {
        Fault.Hangs => new Fails(new StoreHangs(), CancelledId),
        Fault.ClientDies => new Fails(new Injection.StoreFails(0, ForGood: true), nameof(ErrorCode.WriteFailed), nameof(ErrorCode.ReadFailed)),
        Fault.DiskFull => writes ? new Fails(new Injection.StoreFails(NoSpace, ForGood: false), ErrorCode.DiskFull) : new Impossible(Why.StoresNothing),
        Fault.StoreFails => new Fails(new Injection.StoreFails(0, ForGood: false), nameof(ErrorCode.WriteFailed), nameof(ErrorCode.ReadFailed)),
        Fault.Cancelled => new Fails(new Cancel(), CancelledId),
        _ => new Impossible(Why.NoDb2),
    };
}
