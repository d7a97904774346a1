namespace Db2Backup;

/// <summary>What sort of thing a run that ended abnormally left.</summary>
public enum DebrisKind
{
    /// <summary>A folder with named pipes.</summary>
    Pipes,

    /// <summary>Objects of a backup that has no manifest.</summary>
    Objects,
}

/// <summary>Something that a run which ended abnormally had left, and that is gone now.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Path">The folder, here or in the store.</param>
/// <param name="Store">The store; null for what lay on this machine.</param>
/// <param name="StartedTime">When the run began; null when that is not known.</param>
/// <param name="StartedBy">Process and host of the run; null when they are not known.</param>
/// <param name="Objects">How many objects or pipes it were.</param>
/// <param name="SizeBytes">Their bytes.</param>
public sealed record ClearedDebris(DebrisKind Kind, string Path, string? Store, DateTimeOffset? StartedTime, string? StartedBy, int Objects, long SizeBytes)
{
    /// <summary>What it was and where, for prompts and messages.</summary>
    public override string ToString() =>
        $"{(Kind == DebrisKind.Pipes ? "pipes" : "objects without a manifest")} in {Path}{(Store is null ? "" : $" of {Store}")}{(StartedBy is null ? "" : $", begun {StartedTime:u} by {StartedBy}")}";
}
