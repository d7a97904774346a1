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

    /// <summary>Every statement that begins so meets the fault, for as long as the step lasts.</summary>
    internal sealed record At(string Words, Fault Fault) : Injection
    {
        /// <summary>Stands for the name of the database.</summary>
        public const string Database = "{database}";
    }

    /// <summary>The statement hangs; the user cancels after it was sent.</summary>
    /// <param name="Text">The switch that makes it hang; null for one that does so at its beginning.</param>
    internal sealed record Hang(string Statement, string? Text = null) : Injection;

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

/// <summary>
/// Why a fault cannot occur in a step. Each is proven by watching a run without faults; a step that begins to do what it did not do
/// makes that proof fail, and needs a cell.
/// </summary>
internal enum Why
{
    /// <summary>
    /// The step sends no statement to Db2, so there is none that could be refused or hang: it makes folders, reads the store, or is
    /// done. (A file system that hangs holds the process in the kernel, where nobody can interrupt it.)
    /// </summary>
    NoStatement,

    /// <summary>The step makes no call of the store, so that none can fail, hang or lose its connection: it talks to Db2 or to files here.</summary>
    NoStoreCall,

    /// <summary>The step only reads the store or deletes in it: neither needs room there, and nothing is written here.</summary>
    StoresNothing,

    /// <summary>The step leaves the files of the operation as they are or takes them away, and sends no statement, which would be a file: nothing can find the disk full.</summary>
    WritesNothing,

    /// <summary>The operation does not know Db2: it has no way to it, so that an engine may die beside it unseen.</summary>
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

    /// <summary>One or the other: a refusal may come where it does not matter. A success is proven to be one.</summary>
    internal sealed record FailsOrHarmless(Injection Injection, params string[] Ids) : Cell;

    internal sealed record Impossible(Why Why) : Cell;
}
