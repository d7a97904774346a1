namespace Db2Backup.Hosting;

/// <summary>What an operation tells whoever runs it: a cmdlet, the demo, a test. Calls come from any thread.</summary>
internal interface IOperationHost
{
    /// <summary>Details for -Verbose: the Db2 statements, secrets masked, and what was decided and why.</summary>
    void Verbose(string message);

    /// <summary>Something the user must know that did not make the operation fail. Never in place of an error.</summary>
    void Warning(string message);

    /// <summary>How far it is; called as often as something changes, shown at most twice a second.</summary>
    void Progress(OperationProgress progress);

    /// <summary>
    /// The step that begins now, a member of the operation's own enum. Told before anything of it is done, so that tests can let
    /// the world fail at that moment.
    /// </summary>
    void Step(Enum step) { }
}

/// <param name="Activity">What runs: "Backing up SAMPLE".</param>
/// <param name="Phase">What it is doing now: "Db2 writes the image".</param>
/// <param name="DoneBytes">Bytes done in this phase; null when unknown.</param>
/// <param name="TotalBytes">Bytes of this phase; null when unknown.</param>
internal sealed record OperationProgress(string Activity, string Phase, long? DoneBytes = null, long? TotalBytes = null)
{
    /// <summary>Bytes that were stored of those done; null where nothing is stored.</summary>
    public long? StoredBytes { get; init; }

    /// <summary>Bytes done per second so far.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>How much is done, 0 to 1, when bytes and their total do not tell.</summary>
    public double? Fraction { get; init; }

    /// <summary>An estimate of what is still to come.</summary>
    public TimeSpan? TimeLeft { get; init; }
}
