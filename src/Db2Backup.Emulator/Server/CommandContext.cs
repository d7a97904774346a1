using Db2Backup.Emulator.Faults;

namespace Db2Backup.Emulator.Server;

/// <summary>What the application sent with a statement.</summary>
/// <param name="Text">The statement, without its terminator.</param>
/// <param name="WorkingDirectory">The client's current directory: where BACKUP without TO goes.</param>
/// <param name="Faults">The client's DB2EMU_FAULT, or null.</param>
/// <param name="Ordinal">The how-manieth statement of this session this is, from 1.</param>
/// <param name="AutoCommit">False with the CLP option +c.</param>
/// <param name="Parameters">Values for parameter markers, in order.</param>
internal sealed record Request(
    string Text,
    string WorkingDirectory = "/",
    string? Faults = null,
    int Ordinal = 1,
    bool AutoCommit = true,
    IReadOnlyList<object?>? Parameters = null);

/// <summary>Everything a command needs to run: who asks, where to answer, and when to stop.</summary>
internal sealed record CommandContext(Engine Engine, Application Application, Request Request, IReply Reply, FaultSwitches Faults)
{
    /// <summary>Cancelled by an interrupt of the front end (Ctrl+C), by FORCE APPLICATION, or when the client is gone.</summary>
    public CancellationToken Cancelled => Application.StatementCancelled;
}
