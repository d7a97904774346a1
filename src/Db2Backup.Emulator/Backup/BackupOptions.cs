using System.Text;

namespace Db2Backup.Emulator.Backup;

/// <summary>What a BACKUP DATABASE command asks for; null where it leaves the choice to Db2.</summary>
internal sealed record BackupOptions
{
    /// <summary>8 pages of 4 KB. [commands.md, BACKUP DATABASE]</summary>
    public const int SmallestBuffer = 8;
    public const int LargestBuffer = 524288;
    public const int PageLength = 4096;

    public required string Alias { get; init; }
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>ON … DBPARTITIONNUMS was given: answers with a table of the partitions, never prompts.</summary>
    public bool ByPartition { get; init; }
    public bool Online { get; init; }
    public Granularity Granularity { get; init; }

    /// <summary>TABLESPACE (names); null for the whole database, empty for NO TABLESPACE.</summary>
    public IReadOnlyList<string>? TableSpaces { get; init; }

    /// <summary>Empty: the client's current directory.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
    public int? Buffers { get; init; }

    /// <summary>In pages of 4 KB.</summary>
    public int? BufferPages { get; init; }
    public int? Parallelism { get; init; }
    public bool Compress { get; init; }

    /// <summary>Null: unthrottled.</summary>
    public int? Priority { get; init; }
    public bool? IncludeLogs { get; init; }
    public bool WithoutPrompting { get; init; }

    /// <summary>As the history tells it: F, I, D offline, N, O, E online. [sql.md, codes]</summary>
    public char OperationType => OperationTypes.Of(Granularity, Online);

    public long BlockLength => BufferPages is { } pages ? (long)pages * PageLength : ImageFormat.DefaultBlockLength;

    /// <summary>The command as monitoring shows it: no user, no password.</summary>
    public string CommandText(IReadOnlyList<string> targets)
    {
        var text = new StringBuilder($"BACKUP DATABASE {Alias}");
        if (TableSpaces is not null) text.Append(" TABLESPACE (").AppendJoin(", ", TableSpaces).Append(')');
        if (Online) text.Append(" ONLINE");
        if (Granularity != Granularity.Full) text.Append(Granularity == Granularity.Delta ? " INCREMENTAL DELTA" : " INCREMENTAL");
        text.Append(" TO ").AppendJoin(", ", targets);
        if (Buffers is { } buffers) text.Append($" WITH {buffers} BUFFERS");
        if (BufferPages is { } pages) text.Append($" BUFFER {pages}");
        if (Parallelism is { } parallelism) text.Append($" PARALLELISM {parallelism}");
        if (Compress) text.Append(" COMPRESS");
        if (Priority is { } priority) text.Append($" UTIL_IMPACT_PRIORITY {priority}");
        if (IncludeLogs is { } include) text.Append(include ? " INCLUDE LOGS" : " EXCLUDE LOGS");
        if (WithoutPrompting) text.Append(" WITHOUT PROMPTING");
        return text.ToString();
    }
}
