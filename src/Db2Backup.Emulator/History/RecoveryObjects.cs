using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.History;

/// <summary>The files that history entries tell of: archived logs and backup images.</summary>
internal static class RecoveryObjects
{
    /// <summary>
    /// Deletes archived logs; images only when AUTO_DEL_REC_OBJ is ON. A file that is gone already is no error.
    /// [images-and-logs.md, History file: PRUNE HISTORY … AND DELETE]
    /// </summary>
    public static void Delete(Database database, IEnumerable<HistoryEntry> entries)
    {
        var imagesToo = database.Configuration.Get("auto_del_rec_obj") == "ON";
        foreach (var entry in entries)
        {
            if (entry.Operation == 'X' && IsOwnLog(database, entry)) Delete(database, entry.Location);
            if (imagesToo && entry is { Operation: 'B', DeviceType: 'D' })
                foreach (var image in Images(database, entry)) Delete(database, image);
        }
    }

    /// <summary>A file that does not let itself be deleted must not fail the backup that prunes: the diagnostic log tells of it.</summary>
    private static void Delete(Database database, string file)
    {
        try
        {
            if (File.Exists(file)) File.Delete(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            DiagLog.Write(database.Engine.Paths, $"{file} could not be deleted: {failure.Message}");
        }
    }

    /// <summary>True for the archived copy of a log that crash recovery of the database still needs.</summary>
    public static bool IsActiveLog(Database database, HistoryEntry entry)
    {
        if (entry.Operation != 'X' || !database.IsActive || database.State.Lineage.Count == 0) return false;
        var chain = string.Create(CultureInfo.InvariantCulture, $"C{database.State.Lineage[^1].Number:D7}");
        var oldest = string.Create(CultureInfo.InvariantCulture, $"S{database.Log.FirstActiveLog:D7}.LOG");
        return entry.CurrentLog == chain && string.CompareOrdinal(entry.EarliestLog, oldest) >= 0;
    }

    /// <summary>
    /// A database restored under another name has a history that tells of its source's files. Those are not its own.
    /// </summary>
    [Unconfirmed("commands.md, PRUNE HISTORY: AND DELETE in a database whose history came from another's image")]
    private static bool IsOwnLog(Database database, HistoryEntry entry) =>
        entry.Location.Contains($"/{database.Paths.Instance}/{database.Name}/NODE0000/", StringComparison.Ordinal);

    /// <summary>The location is the directory; the file is found by the timestamp in its name, under whatever alias.</summary>
    private static IEnumerable<string> Images(Database database, HistoryEntry entry)
    {
        if (!Directory.Exists(entry.Location)) yield break;
        var end = string.Create(CultureInfo.InvariantCulture, $".{entry.StartTime}.{entry.Sequence:D3}");
        foreach (var file in Directory.EnumerateFiles(entry.Location))
            if (file.EndsWith(end, StringComparison.Ordinal) && Backup.UnixFile.CanRead(file) && Backup.ImageReader.ReadHeader(file) is { } header
                && header.DatabaseName == database.Name && header.Seed == database.State.Seed)
                yield return file;
    }
}
