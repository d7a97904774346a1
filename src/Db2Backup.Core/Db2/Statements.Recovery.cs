using System.Globalization;
using System.Text;

namespace Db2Backup.Db2;

/// <summary>BACKUP, RESTORE and ROLLFORWARD, in the clause order that Db2 documents [commands.md].</summary>
internal static partial class Statements
{
    public static Db2Statement Backup(BackupClauses clauses)
    {
        var tail = new StringBuilder();
        if (clauses.Mode == BackupMode.Online) tail.Append(" ONLINE");
        tail.Append(clauses.Kind switch { BackupKind.Incremental => " INCREMENTAL", BackupKind.Delta => " INCREMENTAL DELTA", _ => "" });
        tail.Append(" TO ").Append(Db2Quote.Paths(clauses.Targets));
        if (clauses.Buffers is { } buffers) tail.Append(CultureInfo.InvariantCulture, $" WITH {buffers} BUFFERS");
        if (clauses.BufferPages is { } pages) tail.Append(CultureInfo.InvariantCulture, $" BUFFER {pages}");
        if (clauses.Parallelism is { } parallelism) tail.Append(CultureInfo.InvariantCulture, $" PARALLELISM {parallelism}");
        if (clauses.Compress) tail.Append(" COMPRESS");
        if (clauses.Priority is { } priority) tail.Append(CultureInfo.InvariantCulture, $" UTIL_IMPACT_PRIORITY {priority}");
        if (clauses.Mode == BackupMode.Online) tail.Append(clauses.IncludeLogs ? " INCLUDE LOGS" : " EXCLUDE LOGS");
        // Always: a prompt would wait for ever.
        tail.Append(" WITHOUT PROMPTING");
        var text = $"BACKUP DATABASE {Db2Quote.Alias(clauses.Alias)}{tail}";
        return Command(text) with { AdminCommand = clauses.Mode == BackupMode.Online ? text : null };
    }

    public static Db2Statement Restore(RestoreClauses clauses)
    {
        var text = new StringBuilder($"RESTORE DATABASE {Db2Quote.Alias(clauses.SourceAlias)}");
        text.Append(" FROM ").Append(Db2Quote.Paths(clauses.From));
        text.Append(" TAKEN AT ").Append(clauses.Timestamp);
        if (clauses.DatabasePath is { } path) text.Append(" TO ").Append(Db2Quote.Path(path));
        if (clauses.TargetAlias is { } target) text.Append(" INTO ").Append(Db2Quote.Alias(target));
        if (clauses.LogTarget is { } logs) text.Append(" LOGTARGET ").Append(Db2Quote.Path(logs));
        if (clauses.DefaultLogPath) text.Append(" NEWLOGPATH DEFAULT");
        if (clauses.ReplaceHistory) text.Append(" REPLACE HISTORY FILE");
        if (clauses.ReplaceExisting) text.Append(" REPLACE EXISTING");
        if (clauses.Parallelism is { } parallelism) text.Append(CultureInfo.InvariantCulture, $" PARALLELISM {parallelism}");
        if (clauses.WithoutRollingForward) text.Append(" WITHOUT ROLLING FORWARD");
        return Command(text.Append(" WITHOUT PROMPTING").ToString());
    }

    public static Db2Statement Rollforward(string alias, RecoveryTarget target, bool complete, string? overflowLogPath, bool noRetrieve)
    {
        var text = new StringBuilder($"ROLLFORWARD DATABASE {Db2Quote.Alias(alias)} TO ");
        text.Append(target.Kind switch
        {
            RecoveryTargetKind.EndOfBackup => "END OF BACKUP",
            RecoveryTargetKind.EndOfLogs => "END OF LOGS",
            // UTC is Db2's default here and local time in RECOVER: it is always spelled out.
            RecoveryTargetKind.PointInTime => IsoTime(target.PointInTime!.Value) + " USING UTC TIME",
            _ => throw new ArgumentOutOfRangeException(nameof(target), target, "internal error: no rollforward for this target"),
        });
        if (complete) text.Append(" AND COMPLETE");
        return Command(text.Append(LogPath(overflowLogPath, noRetrieve)).ToString());
    }

    /// <summary>Ends a rollforward where it stands.</summary>
    public static Db2Statement CompleteRollforward(string alias, string? overflowLogPath, bool noRetrieve) =>
        Command($"ROLLFORWARD DATABASE {Db2Quote.Alias(alias)} COMPLETE{LogPath(overflowLogPath, noRetrieve)}");

    public static Db2Statement CancelRollforward(string alias) => Command($"ROLLFORWARD DATABASE {Db2Quote.Alias(alias)} CANCEL");

    /// <summary>yyyy-mm-dd-hh.mm.ss.nnnnnn in UTC. Finer than a microsecond there is nothing: what is finer is cut, never rounded up.</summary>
    public static string IsoTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture);

    private static string LogPath(string? overflowLogPath, bool noRetrieve) =>
        (overflowLogPath is null ? "" : $" OVERFLOW LOG PATH ({Db2Quote.Path(overflowLogPath)})") + (noRetrieve ? " NORETRIEVE" : "");
}

/// <summary>The clauses of BACKUP DATABASE that the module uses.</summary>
internal sealed record BackupClauses(string Alias, BackupMode Mode, IReadOnlyList<string> Targets)
{
    public BackupKind Kind { get; init; } = BackupKind.Full;
    public bool IncludeLogs { get; init; } = true;
    public bool Compress { get; init; }
    public int? Buffers { get; init; }
    public int? BufferPages { get; init; }
    public int? Parallelism { get; init; }

    /// <summary>1 to 100; null leaves the utility unthrottled.</summary>
    public int? Priority { get; init; }
}

/// <summary>The clauses of RESTORE DATABASE that the module uses.</summary>
internal sealed record RestoreClauses(string SourceAlias, IReadOnlyList<string> From, Db2Timestamp Timestamp)
{
    public string? TargetAlias { get; init; }

    /// <summary>TO: where a new database is made.</summary>
    public string? DatabasePath { get; init; }
    public string? LogTarget { get; init; }

    /// <summary>NEWLOGPATH DEFAULT: the active logs go below the database's own directory, not where the source has them.</summary>
    public bool DefaultLogPath { get; init; }
    public bool ReplaceHistory { get; init; }
    public bool ReplaceExisting { get; init; }
    public int? Parallelism { get; init; }
    public bool WithoutRollingForward { get; init; }
}
