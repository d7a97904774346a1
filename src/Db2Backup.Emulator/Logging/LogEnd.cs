using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Logging;

/// <summary>Where a log really ends: at or after the place that the control file knows.</summary>
/// <param name="Writer">The file to go on with.</param>
/// <param name="Position">The address after the last whole record.</param>
/// <param name="LastTime">No record is older than this: times rise with addresses even if the clock went back.</param>
/// <param name="NotArchived">Closed files, in order, that no archive has yet.</param>
internal sealed record LogEnd(LogFileWriter Writer, long Position, DateTime LastTime, IReadOnlyList<ClosedLog> NotArchived)
{
    public static LogEnd Find(Database database)
    {
        var state = database.State;
        var folders = LogFolders.AllOf(database);
        var own = new OwnLog(database);
        var lastTime = DateTime.MinValue;
        var first = own.Open(state.CurrentLog, state.CurrentLogStart, state.Lineage);
        if (first is null)
            return At(Create(LogFileHeader.New(database, state.CurrentLog, state.CurrentLogStart, state.CurrentLogStart)));

        var finished = new List<LogFileHeader>();
        lastTime = first.Header.CreatedUtc;
        LogFileHeader last;
        long position;
        using (var reader = new LogReader(own, first, first.Header.FirstRecordLso) { Finished = finished.Add })
        {
            while (reader.Read() is { } record) lastTime = record.TimeUtc;
            // A closed file was whole when it was closed.
            if (reader.EndsInsideClosedFile) throw new Db2Exception("SQL1034C");
            last = reader.Current.Header;
            position = reader.Position;
        }
        foreach (var header in finished.Where(h => h.EndLso is null)) Close(header);
        foreach (var file in own.Files().Where(f => f.Header.StartLso >= last.ExtentEnd))
            foreach (var folder in folders) File.Delete(Path.Combine(folder, Path.GetFileName(file.Path)));
        if (position < last.End) return At(LogFileWriter.Continue(LogFolders.NameOf(last.Number), folders, last, position), position);

        if (last.EndLso is null) Close(last);
        var next = state.Recoverable ? last.Number + 1
            : LogRing.Next(last.Number, [last.Number], Math.Max(1, database.Configuration.GetNumber("logprimary")));
        return At(Create(LogFileHeader.New(database, next, last.ExtentEnd, last.ExtentEnd)));

        LogFileWriter Create(LogFileHeader header) => LogFileWriter.Create(LogFolders.NameOf(header.Number), folders, header);

        void Close(LogFileHeader header)
        {
            using var writer = LogFileWriter.Continue(LogFolders.NameOf(header.Number), folders, header, header.ExtentEnd);
            writer.CloseAt(header.ExtentEnd);
        }

        LogEnd At(LogFileWriter writer, long? end = null)
        {
            var created = writer.Header.CreatedUtc;
            var time = end is null || created > lastTime ? created : lastTime;
            return new LogEnd(writer, end ?? writer.Header.StartLso, time, ClosedFiles(database, folders, writer.Header.StartLso));
        }
    }

    private static List<ClosedLog> ClosedFiles(Database database, IReadOnlyList<string> folders, long before)
    {
        var closed = new List<ClosedLog>();
        if (!database.State.Recoverable) return closed;
        foreach (var path in LogFolders.Files(folders[0]))
            if (LogFileHeader.Read(path) is { EndLso: not null } header && header.Seed == database.State.Seed
                && header.StartLso < before && header.Number == LogFolders.NumberOf(path) && !LogFileHeader.IsArchived(path))
                closed.Add(ClosedLog.In(folders, header, forced: false));
        return closed;
    }
}
