using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <summary>A backup that may still be restored.</summary>
/// <param name="First">Number of the first log it needs; null when that is not told.</param>
/// <param name="Start">Of the hours that its start may have been, the earliest.</param>
internal sealed record LogUser(string Name, int? First, DateTimeOffset Start);

/// <param name="Name">What the primary calls it.</param>
/// <param name="ReplayLog">The log that it replays now; null when it is not connected or does not tell.</param>
internal sealed record HadrStandby(string Name, int? ReplayLog);

/// <summary>The state of a database as far as it decides which archived logs may go.</summary>
/// <param name="Backups">From the stores and the history; one that is forgotten here costs its logs.</param>
internal sealed record LogRemovalState(Db2Database Database, IReadOnlyList<LogUser> Backups)
{
    /// <summary>Utilities that run in the database now.</summary>
    public IReadOnlyList<string> Utilities { get; init; } = [];

    /// <summary>Null when they were not asked for; a primary without any is one whose standbys cannot be told.</summary>
    public IReadOnlyList<HadrStandby>? Standbys { get; init; }

    /// <summary>Why programs that read the log may exist; null when none may, or when that was not asked yet.</summary>
    public string? Readers { get; init; }
}

/// <param name="Log">The file.</param>
/// <param name="Copies">In so many stores it was read back with its digest.</param>
internal sealed record LogCandidate(FoundLog Log, int Copies);

internal sealed record LogRemovalRules
{
    /// <summary>Log readers may exist, and are known to have read what goes.</summary>
    public bool Force { get; init; }

    /// <summary>In so many stores a log has to be.</summary>
    public int Copies { get; init; } = 1;

    /// <summary>Only logs that were closed before.</summary>
    public DateTimeOffset? Before { get; init; }
}

/// <summary>
/// Which archived logs may be deleted from the server. Pure. Every doubt keeps a log: numbers repeat and branch, so a log stays when its number
/// or its time could be one that a backup needs, whatever the chain.
/// </summary>
internal static class LogRemoval
{
    /// <summary>Why nothing may be removed at all; null when single logs may.</summary>
    public static Db2BackupException? Refuse(LogRemovalState state, LogRemovalRules rules)
    {
        var database = state.Database;
        if (database.InfiniteLogging)
            return Unsafe(database, "with infinite logging (LOGSECOND -1) crash recovery reads logs back from the archive, and the first active log does not tell which");
        if (!database.IsRecoverable) return Unsafe(database, "it does not archive its logs");
        if (!database.IsUsable) return Unsafe(database, "it is pending, and what ends that may need any of its logs");
        if (database.FirstActiveLog is null) return Unsafe(database, "its configuration does not tell the first active log");
        if (state.Utilities.Count > 0) return Unsafe(database, $"{string.Join(", ", state.Utilities)} is running and may read logs");
        if (database.HadrRole is not ("STANDARD" or "PRIMARY")) return Unsafe(database, $"its HADR role is {database.HadrRole}, and only the primary archives");
        if (database.HadrRole == "PRIMARY" && state.Standbys is { } standbys && (standbys.Count == 0 || standbys.Any(s => s.ReplayLog is null)))
            return Unsafe(database, standbys.Count == 0 ? "it is a HADR primary, and how far its standbys are cannot be told"
                : $"the HADR standby {standbys.First(s => s.ReplayLog is null).Name} is not connected, or does not tell how far it is");
        if (state.Backups.Count == 0) return Unsafe(database, "neither its history nor the stores have a backup, so nothing tells which logs are needed");
        return state.Readers is { } why && !rules.Force
            ? new Db2BackupException(ErrorCode.LogReadersPossible, $"No log of {database} was removed: {why}, so programs may read its log that have not read all of it.", database.Database)
            : null;
    }

    /// <summary>Why a log stays; null when it may go.</summary>
    public static KeptArchiveLog? Keep(LogCandidate candidate, LogRemovalState state, LogRemovalRules rules)
    {
        var log = candidate.Log;
        var number = log.Log.Name.Number;
        if (log.Log is not { Partition: 0, Stream: 0 }) return Because(LogKeepReason.OtherPartition);
        if (log.Place == ArchiveLogPlace.Failover) return Because(LogKeepReason.InFailoverPath);
        if (!log.IsComplete) return Because(LogKeepReason.NotComplete);
        if (state.Database.FirstActiveLog is not { } active || number >= active.Number) return Because(LogKeepReason.Active, $"{state.Database.FirstActiveLog} is the first active log");
        if (state.Backups.FirstOrDefault(b => b.First is not { } first || number >= first || log.ClosedTime >= b.Start) is { } user) return Because(LogKeepReason.NeededByBackup, user.Name);
        if (state.Database.HadrRole != "STANDARD" && (state.Standbys ?? []).FirstOrDefault(s => s.ReplayLog is not { } replay || number >= replay) is { } standby)
            return Because(LogKeepReason.NeededByStandby, standby.Name);
        if (rules.Before is { } before && log.ClosedTime >= before) return Because(LogKeepReason.TooNew);
        return candidate.Copies < rules.Copies ? Because(LogKeepReason.NotVerified, $"in {candidate.Copies} of {rules.Copies} stores") : null;

        KeptArchiveLog Because(LogKeepReason reason, string? detail = null) => new(log.Path, log.Log, log.Length, reason, detail);
    }

    private static Db2BackupException Unsafe(Db2Database database, string why) =>
        new(ErrorCode.LogRemovalUnsafe, $"No log of {database} was removed: {why}.", database.Database);
}
