using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The log file that a rollforward goes on from, prepared beside the active path: it takes its place there only when the
/// control file says that the rollforward has ended. So an engine that is killed in between finds either the logs as
/// they were or the new ones, never some of each.
/// </summary>
internal static class StagedLog
{
    /// <summary>Copies a log file up to an address under another lineage.</summary>
    /// <param name="endLso">Where the copy ends; null to leave it open, for more records.</param>
    public static void Prepare(Database database, LogFileReader source, IReadOnlyList<LogChainLink> lineage, long? endLso)
    {
        Discard(database);
        Directory.CreateDirectory(Folder(database));
        var header = source.Header with { Lineage = lineage, EndLso = null };
        using var copy = LogFileWriter.Create(LogFolders.NameOf(header.Number), [Folder(database)], header);
        var buffer = new byte[64 * 1024];
        var end = endLso ?? header.ExtentEnd;
        for (var lso = header.StartLso; lso < end;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - lso));
            if (!source.TryRead(lso, part)) break;
            copy.Write(lso, part);
            lso += part.Length;
        }
        if (endLso is { } close) copy.CloseAt(close);
    }

    /// <summary>Puts the prepared file in its place if the control file goes on from it; discards it otherwise.</summary>
    public static void Adopt(Database database)
    {
        foreach (var path in LogFolders.Files(Folder(database)))
        {
            if (LogFileHeader.Read(path) is not { } header || !IsContinuedBy(header, database.State)) continue;
            foreach (var folder in LogFolders.AllOf(database))
            {
                var target = Path.Combine(folder, Path.GetFileName(path));
                File.Copy(path, target + ".new", overwrite: true);
                File.Move(target + ".new", target, overwrite: true);
            }
        }
        Discard(database);
    }

    public static void Discard(Database database)
    {
        if (Directory.Exists(Folder(database))) Directory.Delete(Folder(database), recursive: true);
    }

    private static bool IsContinuedBy(LogFileHeader header, DatabaseState state) =>
        header.Seed == state.Seed && header.Lineage.SequenceEqual(state.Lineage)
        && state.CurrentLogStart == (header.EndLso is null ? header.StartLso : header.ExtentEnd);

    private static string Folder(Database database) => Path.Combine(database.Paths.ControlFolder, "ROLLFWD.LOG");
}
