namespace Db2Backup;

/// <summary>Output parameters of a CALL; those of GET_DBSIZE_INFO are read.</summary>
public sealed record Db2CallOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Call;

    /// <summary>All of them, by name; null is NULL.</summary>
    public IReadOnlyDictionary<string, string?> Parameters { get; init; } = new Dictionary<string, string?>();

    /// <summary>What the procedure returned.</summary>
    public int? ReturnStatus { get; init; }

    /// <summary>GET_DBSIZE_INFO: when it was measured, in the server's local time. It may be a value kept from before.</summary>
    public Db2Timestamp? SnapshotTime { get; init; }

    /// <summary>GET_DBSIZE_INFO: size of the database.</summary>
    public long? DatabaseSizeBytes { get; init; }

    /// <summary>GET_DBSIZE_INFO: capacity of the database; null where Db2 cannot tell.</summary>
    public long? DatabaseCapacityBytes { get; init; }
}

/// <summary>A row of a query.</summary>
public sealed record Db2RowOutput : Db2Output
{
    /// <inheritdoc/>
    public override Db2Report Report => Db2Report.Query;

    /// <summary>Names of the columns, in order. They need not differ.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Values as Db2 prints them, in order; null is NULL.</summary>
    public IReadOnlyList<string?> Values { get; init; } = [];

    /// <summary>Its number in the result, from 1.</summary>
    public int Row { get; init; }
}
