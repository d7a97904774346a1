using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// One backup, from the check of its targets to the history entry. Online: freeze the table spaces, copy them while others write,
/// note the end in the log, close that log, add the logs from the freeze to the end. Offline: copy the files at rest.
/// </summary>
internal sealed class BackupRun(CommandContext context, Database database, BackupOptions options)
{
    // UTIL_HEAP_SZ, from which Db2 takes the buffers, is not modelled; this is what one backup may use of memory.
    private const long MostMemory = 1L << 30;

    private readonly CancellationToken cancelled = context.Cancelled;
    private readonly ChangeTracking tracking = new(database);
    private readonly Dictionary<int, PageMap> pages = [];
    private BackupRecord record = null!;

    private int BackupType => options.TableSpaces is null ? 0 : ImageName.TableSpaces;

    private bool IncludesLogs => options.Online && options.IncludeLogs != false;

    /// <returns>The timestamp of the image.</returns>
    public string Execute()
    {
        if (options.Online && (!database.State.Recoverable || database.State.BackupPending)) throw new Db2Exception("SQL2413N");
        if (options.Granularity != Granularity.Full) tracking.Require(TableSpaceSet.Definitions(database.Paths));
        RequireTableSpaces();
        var paths = options.Targets.Count > 0 ? options.Targets : [context.Request.WorkingDirectory];
        using var utility = context.Engine.Utilities.BeginAlone("BACKUP", database.Name, Description,
            options.Priority, context.Application.Handle, options.CommandText(paths));
        utility.TotalWork = BackupSource.EstimatedBytes(database);
        record = new BackupRecord(database, options, paths, Timestamp(paths));
        try
        {
            Copy(paths, utility);
            // [commands.md, State after: BACKUP PENDING is cleared by a successful offline full database backup]
            database.Change(EndPending);
            record.Success();
            tracking.Count(pages.Keys, record.Timestamp, options.Granularity == Granularity.Full);
            return record.Timestamp;
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            record.Failure(refusal.Db2Message);
            throw refusal;
        }
    }

    /// <summary>A successful offline full database backup ends BACKUP PENDING; of a table space any image that has it does.</summary>
    private void EndPending(DatabaseState state)
    {
        if (!options.Online && options.Granularity == Granularity.Full && options.TableSpaces is null) state.BackupPending = false;
        foreach (var tableSpace in TableSpaceSet.Definitions(database.Paths).Where(t => record.TableSpaces.Contains(t.Name)))
            if (state.TableSpaces.GetValueOrDefault(tableSpace.Id)?.Pending == TableSpacePending.Backup) state.TableSpaces.Remove(tableSpace.Id);
    }

    /// <summary>SQL2418N for a table space that is not there, SQL0290N for one that waits for its recovery.</summary>
    [Unconfirmed("messages.md, SQL2418N, SQL0290N: what BACKUP gives for a table space that is not there, or is pending")]
    private void RequireTableSpaces()
    {
        var all = TableSpaceSet.Definitions(database.Paths).Where(t => !t.IsTemporary).ToList();
        if (options.TableSpaces?.Any(name => !all.Exists(t => t.Name == name)) == true) throw new Db2Exception("SQL2418N");
        foreach (var tableSpace in all.Where(t => options.TableSpaces?.Contains(t.Name) != false)) TableSpaceState.RequireAccess(database, tableSpace.Id, write: false);
    }

    // [commands.md, LIST UTILITIES]
    [Unconfirmed("commands.md, LIST UTILITIES: the description of an incremental backup")]
    private string Description => (options.Online ? "online " : "offline ") + options.Granularity switch
    {
        Granularity.Incremental => "incremental db",
        Granularity.Delta => "delta db",
        _ => options.TableSpaces is null ? "db" : "tablespace",
    };

    private string Timestamp(IReadOnlyList<string> paths)
    {
        var files = paths.Distinct().Select(ImageTarget.For).OfType<ImageTarget>().ToList();
        return ImageTimestamps.Next(database,
            timestamp => Enumerable.Range(1, paths.Count).Any(n => files.Exists(t => t.Holds(Name(timestamp) with { Sequence = n }))), cancelled);
    }

    private ImageName Name(string timestamp) => new(options.Alias, BackupType, context.Engine.Paths.Name, 0, timestamp, 1);

    private void Copy(IReadOnlyList<string> paths, RunningUtility utility)
    {
        // [messages.md, SQL2036N: relative path, missing directory, no access for the instance owner]
        var targets = paths.Select(p => ImageTarget.For(p) ?? throw new Db2Exception("SQL2036N", p)).ToList();
        record.Targets = targets;
        var buffers = Buffers(targets.Count);
        using var source = options.Online ? BackupSource.Online(database, options.TableSpaces) : BackupSource.Offline(database, options.TableSpaces);
        // Files that the archiver is done with stay in reach until they are in the image.
        using var retained = options.Online ? database.Log.Retain(source.FirstLog) : null;
        utility.TotalWork = source.TotalBytes;
        record.TableSpaces = source.TableSpaces;
        record.FirstLog = record.LastLog = source.FirstLog;

        var faults = new ImageFaults(context);
        using var writer = new ImageWriter(Header(targets.Count), targets, buffers, options.Parallelism ?? Environment.ProcessorCount,
            completed: bytes => utility.AddCompleted(bytes), cancelled, faults.Write, DiskFull);
        writer.Add(ImageObjectKind.Configuration, "SQLDBCONF", System.Text.Encoding.UTF8.GetBytes(database.Configuration.Export()));
        writer.Add(ImageObjectKind.Control, "SQLOGCTL.LFH.1", ImageDocuments.ToBytes(new ImageControl(StateInImage(), source.RedoStart, source.FirstLog) { Bases = Bases(source) }));
        writer.Add(ImageObjectKind.History, "db2rhist.asc", database.History.Export());
        writer.Add(ImageObjectKind.TableSpaceDefinitions, "SQLSPCS.1", ImageDocuments.ToBytes(source.Definitions));
        foreach (var tableSpace in source.Files)
        {
            using var content = Opened(tableSpace.Path);
            RequireSound(content);
            AddTableSpace(writer, tableSpace.TableSpace, content);
        }
        source.Dispose();
        var trailer = options.Online ? EndOnline(writer, utility) : new ImageTrailer(null, context.Engine.Clock.UtcNow(), null);
        writer.Add(ImageObjectKind.Trailer, "END", ImageDocuments.ToBytes(trailer));
        writer.Complete();
        var (read, written) = writer.Times;
        DiagLog.WriteRecord(context.Engine.Paths, "sqluxLogDataStats", database.Name, context.Application.Handle, BarStatistics.Text(read, written, buffers, (int)options.BlockLength));
        tracking.Keep(pages, record.Timestamp);
    }

    /// <summary>All of it, or the pages that changed since the image it builds on.</summary>
    private void AddTableSpace(ImageWriter writer, TableSpace tableSpace, FileStream content)
    {
        var name = tableSpace.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // An image of table spaces is nothing that incremental ones build on here.
        if (!tracking.IsOn || options.TableSpaces is not null)
        {
            writer.Add(ImageObjectKind.TableSpace, name, content);
            return;
        }
        var full = options.Granularity == Granularity.Full;
        using var read = new ContainerPages(content, tableSpace.PageSize, full ? null : tracking.Pages(tableSpace, Base(tableSpace).Previous));
        writer.Add(full ? ImageObjectKind.TableSpace : ImageObjectKind.Pages, name, read);
        pages[tableSpace.Id] = read.Map;
    }

    private ImageBase Base(TableSpace tableSpace)
    {
        var known = tracking.Of(tableSpace);
        return new ImageBase(known.Full, options.Granularity == Granularity.Delta ? known.Last : known.Full);
    }

    private Dictionary<int, ImageBase> Bases(BackupSource source) =>
        options.Granularity == Granularity.Full ? [] : source.Files.ToDictionary(f => f.TableSpace.Id, f => Base(f.TableSpace));

    [Unconfirmed("messages.md SQL2009C: when BUFFERS and BUFFER are more than the utility may use")]
    private int Buffers(int targets)
    {
        var buffers = options.Buffers ?? 2 * targets + Environment.ProcessorCount;
        return buffers * options.BlockLength <= MostMemory ? buffers : throw new Db2Exception("SQL2009C");
    }

    private ImageHeader Header(int files) => new()
    {
        DatabaseName = database.Name,
        Alias = options.Alias,
        Timestamp = record.Timestamp,
        Instance = context.Engine.Paths.Name,
        Sequence = 1,
        SequenceCount = files,
        Seed = database.State.Seed,
        Online = options.Online,
        Granularity = options.Granularity,
        BackupType = BackupType,
        HasCatalog = options.TableSpaces?.Contains(TableSpace.Catalog) != false,
        IncludesLogs = IncludesLogs,
        Compressed = options.Compress,
        Codeset = database.Configuration.Get("codeset"),
        Territory = database.Configuration.Get("territory"),
        LogPath = LogManager.Folder(database),
        BufferSize = (int)options.BlockLength,
        Recoverable = database.State.Recoverable,
    };

    /// <summary>The state a restore begins with: nothing of what this backup ends.</summary>
    private DatabaseState StateInImage()
    {
        DatabaseState state = null!;
        database.Change(current => state = ImageDocuments.Copy(current));
        state.BackupPending = false;
        state.Consistent = true;
        return state;
    }

    /// <summary>The end of an online backup: its place in the log, and the logs that lead there. [images-and-logs.md, What INCLUDE LOGS holds]</summary>
    private ImageTrailer EndOnline(ImageWriter writer, RunningUtility utility)
    {
        cancelled.ThrowIfCancellationRequested();
        var end = database.Log.Append(LogRecordType.BackupEnd, 0, System.Text.Encoding.ASCII.GetBytes(record.Timestamp));
        // Also with EXCLUDE LOGS: after an online backup Db2 closes the active log and archives it. [images-and-logs.md, Log files]
        var last = database.Log.Switch(historyType: '1') ?? database.Log.CurrentLog - 1;
        record.LastLog = last;
        if (IncludesLogs)
            for (var number = record.FirstLog; number <= last; number++)
            {
                using var content = OpenedLog(number);
                utility.TotalWork += content.Length;
                writer.Add(ImageObjectKind.Log, $"S{number:D7}.LOG", content);
            }
        return new ImageTrailer(end.EndLso, end.TimeUtc, last);
    }

    /// <summary>The archiver may move the file between the question where it is and the open.</summary>
    private FileStream OpenedLog(int number)
    {
        const int attempts = 5;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new LogFileContent(database.Log.Locate(number, number)[0]);
            }
            catch (FileNotFoundException) when (attempt < attempts)
            {
                cancelled.ThrowIfCancellationRequested();
            }
            catch (FileNotFoundException)
            {
                throw new Db2Exception("SQL2428N");
            }
        }
    }

    private static FileStream Opened(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>Looks at the beginning only, as reading every page would take longer than the backup.</summary>
    [Unconfirmed("messages.md, SQL2412C: how much of the pages a backup looks at")]
    private static void RequireSound(FileStream container)
    {
        Span<byte> beginning = stackalloc byte[Container.Mark.Length];
        var sound = container.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false) == beginning.Length && beginning.SequenceEqual(Container.Mark);
        if (!sound) throw new Db2Exception("SQL2412C");
        container.Position = 0;
    }

    /// <summary>A target is full: ask, or end. Called by the thread of the target, one at a time.</summary>
    [Unconfirmed("messages.md SQL2059W, SQL2419N: which of them a full directory gives; d (this device only) ends the utility like t, as a stream of an image cannot be left out")]
    private void DiskFull(string location)
    {
        if (options.WithoutPrompting) throw new Db2Exception("SQL2419N", location);
        lock (context)
        {
            while (true)
            {
                var answer = context.Reply.Ask(new Message("SQL2059W", location) + " ")?.Trim();
                if (answer is "c" or "C") return;
                if (answer is null or "d" or "D" or "t" or "T") throw new Db2Exception("SQL2001N");
            }
        }
    }

    /// <summary>What Db2 says about this failure; null for a bug of the stand-in.</summary>
    [Unconfirmed("images-and-logs.md, Named pipes: which of SQL2025N and SQL2062N a reader that dies gives")]
    private Db2Exception? Refusal(Exception e) => e switch
    {
        Db2Exception refusal => refusal,
        OperationCanceledException => new Db2Exception(context.Application.Forced ? "SQL1224N" : "SQL2001N"),
        UnixException { IsDiskFull: true } full => new Db2Exception("SQL2419N", full.Path),
        UnixException { Errno: UnixException.Access or UnixException.NoEntry } path => new Db2Exception("SQL2036N", path.Path),
        IOException or UnauthorizedAccessException when e is not UnixException => new Db2Exception("SQL1036C"),
        UnixException failure => new Db2Exception("SQL2025N", failure.Errno, failure.Path),
        _ => null,
    };
}
