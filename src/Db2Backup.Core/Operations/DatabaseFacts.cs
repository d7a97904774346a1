using System.Globalization;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>Makes a <see cref="Db2Database"/> of what Db2 printed. Pure. A row that is missing is an error, never a NO.</summary>
internal static class DatabaseFacts
{
    // LOGFILSIZ counts pages of 4 KiB whatever the page size of the database [images-and-logs.md, Log files].
    private const int LogPageBytes = 4096;

    /// <param name="localNow">The server's time, with its offset.</param>
    /// <param name="zone">The server's time zone; null when only its offset now is known.</param>
    public static Db2Database From(
        Db2Instance instance, DirectoryEntry entry, ConfigurationReport configuration, IReadOnlyList<BackupHistoryEntry> history, DateTimeOffset localNow, TimeZoneInfo? zone = null)
    {
        var method = configuration.Parameters.GetValueOrDefault("LOGARCHMETH1", "");
        var full = Newest(history, BackupKind.Full);
        var incremental = new[] { Newest(history, BackupKind.Incremental), Newest(history, BackupKind.Delta) }
            .Where(e => e is not null).MaxBy(e => Order(e!));
        var last = new[] { full, incremental }.Where(e => e is not null).MaxBy(e => Order(e!));
        return new Db2Database
        {
            Database = entry.Alias,
            Name = entry.Name,
            InstanceInfo = instance,
            DatabasePath = entry.LocalDirectory,
            IsRecoverable = IsRecoverable(configuration),
            LogArchiveMethod = method,
            ArchivePath = DiskPath(method),
            SecondLogArchiveMethod = configuration.Parameters.GetValueOrDefault("LOGARCHMETH2") is { Length: > 0 } second ? second : "OFF",
            SecondArchivePath = DiskPath(configuration.Parameters.GetValueOrDefault("LOGARCHMETH2", "")),
            FailoverArchivePath = configuration.Parameters.GetValueOrDefault("FAILARCHPATH") is { Length: > 0 } failover ? failover : null,
            CompressesArchivedLogs = configuration.Parameters.GetValueOrDefault("LOGARCHCOMPR1", "OFF") is not ("OFF" or ""),
            FirstActiveLog = LogFileName.TryParse(configuration.Labels.GetValueOrDefault("First active log file"), out var first) ? first : null,
            LogsDdlStatements = configuration.Parameters.GetValueOrDefault("LOG_DDL_STMTS") is "YES" or "ON",
            DeletesRecoveryObjects = configuration.Parameters.GetValueOrDefault("AUTO_DEL_REC_OBJ", "OFF") != "OFF",
            LogPath = Label("Path to log files"),
            LogFileBytes = long.TryParse(configuration.Parameters.GetValueOrDefault("LOGFILSIZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var pages) ? pages * LogPageBytes : null,
            InfiniteLogging = configuration.Parameters.GetValueOrDefault("LOGSECOND") == "-1",
            TracksModifications = configuration.Parameters.GetValueOrDefault("TRACKMOD") is "YES" or "ON",
            BackupPending = YesOrNo("Backup pending"),
            RollforwardPending = Label("Rollforward pending"),
            RestorePending = YesOrNo("Restore pending"),
            IsConsistent = YesOrNo("All committed transactions have been written to disk"),
            HadrRole = configuration.Labels.GetValueOrDefault("HADR database role", "STANDARD"),
            IsEncrypted = configuration.Labels.GetValueOrDefault("Encrypted database") == "YES",
            LastFullBackup = full,
            LastIncrementalBackup = incremental,
            LastBackupAge = last is null ? null : localNow - Start(last.Timestamp, zone, localNow.Offset),
        };

        string Label(string label) => configuration.Labels.TryGetValue(label, out var value)
            ? value
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"The configuration of {entry.Alias} has no row '{label}'.", entry.Alias);

        bool YesOrNo(string label) => Label(label) switch
        {
            "YES" => true,
            "NO" => false,
            var other => throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"The configuration of {entry.Alias} says '{label} = {other}'.", entry.Alias),
        };
    }

    private static string? DiskPath(string method) => method.StartsWith("DISK:", StringComparison.OrdinalIgnoreCase) ? method["DISK:".Length..] : null;

    /// <summary>
    /// Archive logging is configured and in force. The status rows tell the force: LOGRETAIN shows RECOVERY/NO, the other
    /// methods NO/YES, circular logging NO/NO [images-and-logs.md]. Before 9.x LOGRETAIN and USEREXIT were parameters.
    /// </summary>
    private static bool IsRecoverable(ConfigurationReport configuration)
    {
        string[] names = ["LOGARCHMETH1", "LOGARCHMETH2", "LOGRETAIN", "USEREXIT"];
        var configured = names.Any(n => configuration.Parameters.GetValueOrDefault(n, "OFF") is not ("OFF" or "NO" or ""));
        var statuses = new[] { "Log retain for recovery status", "User exit for logging status" }
            .Select(l => configuration.Labels.GetValueOrDefault(l)).Where(v => v is not null).ToList();
        return configured && (statuses.Count == 0 || statuses.Any(v => v != "NO"));
    }

    /// <summary>Files of one image share a timestamp; the first entry stands for all. An image of table spaces is none of the database.</summary>
    private static BackupHistoryEntry? Newest(IReadOnlyList<BackupHistoryEntry> history, BackupKind kind) =>
        history.Where(e => e.IsDatabaseImage && e.Kind == kind).GroupBy(e => e.Timestamp)
            .MaxBy(image => image.Max(Order))?.OrderBy(e => e.Sequence).First();

    /// <summary>The number of an entry tells its place; the digits repeat when a clock is set back.</summary>
    private static (long, Db2Timestamp) Order(BackupHistoryEntry entry) => (entry.EntryId ?? 0, entry.Timestamp);

    /// <summary>When it was on the server's clock. Of the two hours that a clock change repeats the earlier one: a backup is not made younger than it may be.</summary>
    private static DateTimeOffset Start(Db2Timestamp timestamp, TimeZoneInfo? zone, TimeSpan otherwise)
    {
        var local = timestamp.LocalTime;
        var offset = zone is null ? otherwise : zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
