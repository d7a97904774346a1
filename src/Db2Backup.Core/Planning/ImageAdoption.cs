using Db2Backup.Errors;

namespace Db2Backup.Planning;

/// <param name="File">A file of an image.</param>
/// <param name="Header">What db2ckbkp -H says of it.</param>
/// <param name="Changed">When the file was last written to.</param>
internal sealed record AdoptedFile(BackupImageFile File, Db2ImageOutput Header, DateTimeOffset Changed);

/// <summary>What is known of an image that somebody else took.</summary>
/// <param name="Files">In order of their sequence.</param>
/// <param name="History">Its entries in the history of the database; none where that does not know it.</param>
/// <param name="Chain">Of its last log; null when the history does not tell.</param>
/// <param name="Database">As it is here; null where there is no such database.</param>
internal sealed record AdoptedImage(IReadOnlyList<AdoptedFile> Files, IReadOnlyList<BackupHistoryEntry> History, int? Chain, Db2Database? Database)
{
    /// <summary>What an incremental or delta image builds upon, by the history; null when that does not tell.</summary>
    public Db2Timestamp? BuiltOn { get; init; }
}

/// <summary>
/// What a manifest says of an image that was not taken by this module: names and headers must agree and be complete; what only the history tells is taken
/// from it. Where it tells nothing, what is said is on the safe side: a backup does not end earlier than its files. Pure.
/// </summary>
internal static class ImageAdoption
{
    /// <param name="instance">The one that is asked here.</param>
    /// <param name="hostName">The host that the image was taken on; null for this instance's.</param>
    /// <param name="zone">The server's time zone.</param>
    /// <exception cref="Db2BackupException">ImageNotAdoptable.</exception>
    public static BackupImage Adopt(AdoptedImage found, Db2Instance instance, string? hostName, TimeZoneInfo zone)
    {
        var (name, header) = (found.Files[0].File.Name, found.Files[0].Header);
        var what = $"{name.Alias} {name.Timestamp}";
        Check(found, what);
        var entry = found.History.FirstOrDefault();
        var mode = header.Mode!.Value;
        var carries = header.IncludesLogs!.Value;
        if (mode == BackupMode.Online && !carries && (entry?.FirstLog is null || entry.LastLog is null))
            throw No(what, "it is an online image without logs, and no history tells which logs it needs");
        if (header.Kind != BackupKind.Full && found.BuiltOn is null) throw No(what, $"it is of kind {header.Kind}, and no history tells which backup it builds upon");
        var start = Earliest(name.Timestamp.LocalTime, zone);
        var end = found.Files.Max(f => f.Changed);
        // The history is exact, and by the server's clock; a copy of a file is younger.
        if (entry?.EndTime is { } told) end = Latest(told.LocalTime.AddSeconds(1), zone);
        return new BackupImage
        {
            Database = name.Alias,
            DatabaseInfo = Database(found, header, name, instance, hostName, mode, entry),
            Timestamp = name.Timestamp,
            Kind = header.Kind!.Value,
            Predecessor = header.Kind == BackupKind.Full ? null : found.BuiltOn,
            Mode = mode,
            Files = found.Files.Select(f => f.File).ToList(),
            IncludesLogs = carries,
            FirstLog = entry?.FirstLog,
            LastLog = entry?.LastLog,
            LogChain = found.Chain,
            IsCompressedByDb2 = header.IsCompressed == true || header.IsEncrypted == true,
            IsEncryptedByDb2 = header.IsEncrypted == true,
            TableSpaces = found.History.SelectMany(e => e.TableSpaces).Distinct(StringComparer.Ordinal).Select(t => new BackupTableSpace(t)).ToList(),
            StartTime = start,
            EndTime = end < start ? start : end,
            DatabaseSeed = header.DatabaseSeed,
        };
    }

    private static void Check(AdoptedImage found, string what)
    {
        var names = found.Files.Select(f => f.File.Name).ToList();
        if (names[0].Type != ImageName.WholeDatabase) throw No(what, $"it is of type {names[0].Type}: table spaces or a copy of a LOAD, and not the whole database");
        if (names.Any(n => n.Partition != 0)) throw No(what, "it is of several database partitions or members, and one can be restored");
        foreach (var (file, header, _) in found.Files)
        {
            if (header.Timestamp != file.Name.Timestamp || header.DatabaseAlias?.Equals(file.Name.Alias, StringComparison.OrdinalIgnoreCase) != true || header.Sequence != file.Name.Sequence)
                throw No(what, $"the header of {file.Path} is of {header.DatabaseAlias} {header.Timestamp}, file {header.Sequence}: another image than its name says");
            if (file.Length == 0) throw No(what, $"{file.Path} is empty");
            if (header.DatabaseSeed != found.Files[0].Header.DatabaseSeed) throw No(what, $"{file.Path} is of another database of that name than {found.Files[0].File.Path}");
        }
        var first = found.Files[0].Header;
        var count = Math.Max(first.Sessions ?? 0, Math.Max(names[^1].Sequence, found.History.Count));
        var missing = Enumerable.Range(1, count).Where(n => names.All(f => f.Sequence != n)).ToList();
        if (missing.Count > 0) throw No(what, $"file {missing[0]:D3} of {count} is not among the files that were given");
        if (names.Count != names.DistinctBy(n => n.Sequence).Count()) throw No(what, "a file of it was given twice");
        if (first.Kind is null || first.Mode is null || first.IncludesLogs is null) throw No(what, "its header does not tell kind, mode or logs");
        if (found.History.FirstOrDefault(e => e.SqlCode < 0 || !e.IsDatabaseImage) is { } failed)
            throw No(what, failed.SqlCode < 0 ? $"the history says that its backup failed with {failed.SqlCode}" : $"the history calls it type {failed.OperationType} with status {failed.Status}, which cannot be restored");
        if (found.History.Any(e => e.Kind != first.Kind || e.Mode != first.Mode)) throw No(what, "history and header do not agree on its kind or mode");
    }

    private static Db2Database Database(AdoptedImage found, Db2ImageOutput header, ImageName name, Db2Instance instance, string? hostName, BackupMode mode, BackupHistoryEntry? entry)
    {
        // An online backup needs archive logging; of an offline one the history has a log when its database keeps logs.
        var recoverable = mode == BackupMode.Online || entry?.FirstLog is not null;
        var same = string.Equals(instance.Instance, name.Instance, StringComparison.Ordinal) && hostName is null;
        var source = same ? instance : instance with { Instance = name.Instance, HostName = hostName ?? instance.HostName, Level = $"unknown (release {header.ReleaseId})" };
        return found.Database is { } here && entry is not null
            ? here with { InstanceInfo = source, IsRecoverable = recoverable, SizeBytes = null }
            : new Db2Database
            {
                Database = name.Alias, Name = header.DatabaseName ?? name.Alias, InstanceInfo = source, IsRecoverable = recoverable, LogArchiveMethod = "", LogPath = header.LogPath ?? "",
                TracksModifications = false, BackupPending = false, RollforwardPending = "NO", RestorePending = false, IsConsistent = mode == BackupMode.Offline, HadrRole = "STANDARD",
                IsEncrypted = false,
            };
    }

    private static DateTimeOffset Earliest(DateTime local, TimeZoneInfo zone) =>
        new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));

    private static DateTimeOffset Latest(DateTime local, TimeZoneInfo zone) =>
        new(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Min() : zone.GetUtcOffset(local));

    private static Db2BackupException No(string what, string why) => new(ErrorCode.ImageNotAdoptable, $"{what} is not published: {why}.", what);
}
