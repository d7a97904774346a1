namespace Db2Backup;

/// <summary>What came of a copy of a backup that was asked for in one of several stores.</summary>
public sealed record BackupCopy
{
    /// <summary>The store: opens it again.</summary>
    public required string Store { get; init; }

    /// <summary>The store as it was named when the copy was asked for.</summary>
    public required string Name { get; init; }

    /// <summary>The backup's folder in the store; null where it is not.</summary>
    public string? Key { get; init; }

    /// <summary>The backup is there, and was read back.</summary>
    public bool IsPublished => Key is not null;

    /// <summary>It was there before this run, with the same content.</summary>
    public bool WasPublishedBefore { get; init; }

    /// <summary>Why it is not there: the id of the error; null where it is.</summary>
    public string? ErrorId { get; init; }

    /// <summary>Why it is not there, with what was left behind; null where it is.</summary>
    public string? Error { get; init; }

    /// <summary>Store and outcome in one line.</summary>
    public override string ToString() => IsPublished ? $"{Name}: complete" : $"{Name}: {ErrorId}: {Error}";
}
