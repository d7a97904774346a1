using Db2Backup.Errors;

namespace Db2Backup.Tests.Faults;

/// <summary>How the world fails while a step is at work.</summary>
public enum Fault
{
    /// <summary>Db2 refuses a statement (for db2ckbkp: finds the image damaged).</summary>
    Db2Refuses,

    /// <summary>Nothing answers, until the user cancels.</summary>
    Hangs,

    /// <summary>The engine, db2sysc, is killed.</summary>
    EngineDies,

    /// <summary>What stands between us and Db2 or the store dies: db2bp, db2ckbkp, the way to the store.</summary>
    ClientDies,

    /// <summary>No room for what the step writes.</summary>
    DiskFull,

    /// <summary>A call of the store fails.</summary>
    StoreFails,

    /// <summary>The user cancels as the step begins.</summary>
    Cancelled,
}

/// <summary>How a fault is made.</summary>
internal abstract record Injection
{
    /// <summary>A fault switch of the stand-in, for as long as the step lasts.</summary>
    internal sealed record Switch(string Text) : Injection;

    /// <summary>The statement hangs; the user cancels after it was sent.</summary>
    internal sealed record Hang(string Statement) : Injection;

    /// <summary>The statement hangs where cancelling does not count any more; the operation has a limit of its own.</summary>
    internal sealed record HangToLimit(string Statement) : Injection;

    internal sealed record KillEngine : Injection;

    internal sealed record KillBackEnds : Injection;

    /// <summary>No room in the temporary folder, where the file of each statement is written.</summary>
    internal sealed record FullTemporaryFolder : Injection;

    /// <summary>Nothing can be made in a folder of the operation. A full disk comes by the same exception with another number.</summary>
    internal sealed record UnwritableFolder : Injection;

    internal sealed record DamagedImage : Injection;

    internal sealed record StuckChecker : Injection;

    internal sealed record KilledChecker : Injection;

    /// <param name="HResult">As the operating system numbers it; 0 is none of its numbers.</param>
    /// <param name="ForGood">All later calls fail too, as if this process or the network were gone.</param>
    internal sealed record StoreFails(int HResult, bool ForGood) : Injection;

    internal sealed record StoreHangs : Injection;

    internal sealed record Cancel : Injection;
}

/// <summary>Why a fault cannot occur in a step. Each is proven by watching a run without faults.</summary>
internal enum Why
{
    /// <summary>The step sends no statement to Db2.</summary>
    NoStatement,

    /// <summary>The step makes no call of the store.</summary>
    NoStoreCall,

    /// <summary>The step reads the store or deletes in it, and neither needs room.</summary>
    StoresNothing,

    /// <summary>The step leaves the files of the operation as they are, and writes no statement either.</summary>
    WritesNothing,

    /// <summary>The operation does not know Db2.</summary>
    NoDb2,
}

/// <summary>One field of the matrix.</summary>
internal abstract record Cell
{
    public const string CancelledId = "Cancelled";

    /// <summary>The operation fails with one of the ids.</summary>
    internal sealed record Fails(Injection Injection, params string[] Ids) : Cell
    {
        public Fails(Injection injection, ErrorCode code) : this(injection, code.ToString()) { }
    }

    /// <summary>The operation succeeds all the same, and truly.</summary>
    internal sealed record Harmless(Injection Injection, string Reason) : Cell;

    internal sealed record Impossible(Why Why) : Cell;
}
