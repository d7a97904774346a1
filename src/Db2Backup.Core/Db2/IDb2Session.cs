namespace Db2Backup.Db2;

/// <summary>Opens sessions with one instance; the two transports are two implementations.</summary>
internal interface IDb2Connector
{
    Db2Instance Instance { get; }

    /// <summary>Statements run, secrets masked, are told to <paramref name="trace"/>.</summary>
    Task<IDb2Session> OpenAsync(Action<string>? trace, CancellationToken cancellationToken);
}

/// <summary>
/// A session with an instance: statements run one after the other, and a connection made by one is there for the next.
/// Cancelling interrupts the running statement in Db2 too, and returns when it has ended or the session was given up; whether a
/// utility goes on is seen by whoever started it (UtilityWatch). Disposal ends connection and processes.
/// </summary>
internal interface IDb2Session : IAsyncDisposable
{
    /// <summary>Runs a statement; what Db2 refuses is in the reply, not an exception.</summary>
    /// <exception cref="Errors.Db2BackupException">Db2 could not be reached or talked to (StatementNotSupported, Db2NotReachable …).</exception>
    Task<Db2Reply> RunAsync(Db2Statement statement, CancellationToken cancellationToken);
}
