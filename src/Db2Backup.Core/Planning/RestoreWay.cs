namespace Db2Backup.Planning;

/// <summary>How an image comes from the store to RESTORE.</summary>
internal enum RestoreWayKind
{
    /// <summary>It is fetched and verified in the work folder first.</summary>
    Saved,

    /// <summary>It goes through a named pipe, and lies nowhere.</summary>
    Streamed,

    /// <summary>Every object is read and verified first, and then read again through a pipe.</summary>
    VerifiedThenStreamed,
}

/// <summary>Which way, and why.</summary>
/// <param name="Why">The end of a sentence.</param>
internal sealed record RestoreWay(RestoreWayKind Kind, string Why)
{
    public bool Streams => Kind != RestoreWayKind.Saved;

    /// <summary>
    /// RESTORE destroys what is there with its first byte, so into a database that is there nothing flows that was not verified in this run.
    /// Logs are not extracted from a pipe: whether Db2 does that nobody could confirm [images-and-logs.md, Named pipes].
    /// </summary>
    /// <param name="targetExists">A database is replaced.</param>
    /// <param name="noPipes">Why there can be no pipes; null when there can.</param>
    /// <param name="freeBytes">Room for the image in the work folder; null when it is not known.</param>
    /// <param name="saveFirst">It was asked for.</param>
    public static RestoreWay Choose(RecoveryPlan plan, bool targetExists, string? noPipes, long? freeBytes, bool saveFirst)
    {
        if (saveFirst) return new(RestoreWayKind.Saved, "that was asked for");
        if (noPipes is not null) return new(RestoreWayKind.Saved, noPipes);
        if (plan.Backup.Kind != BackupKind.Full) return new(RestoreWayKind.Saved, "an incremental image may be read more than once");
        if (plan.ExtractsLogs && plan.LogsOfAll is null) return new(RestoreWayKind.Saved, "the image's own logs are wanted, and the store does not have them besides");
        var how = plan.ExtractsLogs ? "its logs are in the store" : "it needs no logs of its own";
        if (!targetExists) return new(RestoreWayKind.Streamed, $"{plan.TargetDatabase} does not exist, and {how}");
        return freeBytes is { } free && free < plan.Backup.PlainBytes
            ? new(RestoreWayKind.VerifiedThenStreamed, $"{plan.TargetDatabase} is replaced, there is no room for the image in the work folder, and {how}")
            : new(RestoreWayKind.Saved, $"{plan.TargetDatabase} is replaced, and there is room for the image: it is read from the store once");
    }

    /// <summary>The plan as it is carried out this way.</summary>
    public RecoveryPlan Apply(RecoveryPlan plan) => Streams && plan.ExtractsLogs ? plan with { ExtractsLogs = false, Logs = plan.LogsOfAll! } : plan;

    /// <summary>For whoever reads along.</summary>
    public override string ToString() => Kind switch
    {
        RestoreWayKind.Saved => $"The image is saved to the work folder first: {Why}.",
        RestoreWayKind.Streamed => $"The image is streamed through a pipe: {Why}.",
        _ => $"The image is verified first and then streamed through a pipe: {Why}.",
    };
}
