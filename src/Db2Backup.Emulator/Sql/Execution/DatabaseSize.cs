using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>
/// GET_DBSIZE_INFO: bytes used and bytes there could be. The answer is kept in a table of the database, which makes this
/// question a change of it. [sql.md, GET_DBSIZE_INFO]
/// </summary>
internal sealed class DatabaseSize(StatementNames names, UnitOfWork work, CommandContext context)
{
    private const int DefaultWindowMinutes = 30;
    private const string ToolsSpace = "SYSTOOLSPACE";
    private static readonly ObjectName Cache = new("SYSTOOLS", "STMG_DBSIZE_INFO");
    private readonly Database database = context.Application.RequireConnection();

    [Unconfirmed("sql.md, GET_DBSIZE_INFO: that -1 means 30 minutes; that the cache lies in SYSTOOLSPACE")]
    public IReadOnlyList<OutputParameter> Get(long windowMinutes)
    {
        var window = windowMinutes < 0 ? DefaultWindowMinutes : windowMinutes;
        var now = (string)names.Register("TIMESTAMP").Value!;
        if (Kept() is { } kept && window > 0 && DateTimes.Parse(now) - DateTimes.Parse(kept.Time) < TimeSpan.FromMinutes(window)) return Answer(kept.Time, kept.Size, kept.Capacity);
        var (size, capacity) = Measure();
        Keep(now, size, capacity);
        return Answer(now, size, capacity);
    }

    private static OutputParameter[] Answer(string time, long size, long capacity) =>
    [
        new("SNAPSHOTTIMESTAMP", Db2Type.Timestamp, time),
        new("DATABASESIZE", Db2Type.BigInt, size),
        new("DATABASECAPACITY", Db2Type.BigInt, capacity),
    ];

    // Used pages; usable pages of table spaces of a fixed size, and what the file systems of the others have left, each once.
    private (long Size, long Capacity) Measure()
    {
        long size = 0, capacity = 0;
        var fileSystems = new HashSet<string>(StringComparer.Ordinal);
        foreach (var usage in database.Storage.Usage())
        {
            var pageSize = usage.TableSpace.PageSize;
            size += usage.UsedPages * pageSize;
            capacity += usage.TableSpace.IsTemporary ? usage.UsedPages * pageSize : (usage.UsedPages + usage.FreePages) * pageSize;
            if (usage.TableSpace.FixedPages is not null) continue;
            var drive = new DriveInfo(Path.GetDirectoryName(usage.TableSpace.Container)!);
            if (fileSystems.Add(drive.RootDirectory.FullName)) capacity += drive.AvailableFreeSpace;
        }
        return (size, capacity);
    }

    private (string Time, long Size, long Capacity)? Kept()
    {
        if (names.Table(Cache.Schema!, Cache.Name) is null) return null;
        var rows = new List<object?[]>();
        names.Query($"SELECT snapshot_timestamp, db_size, db_capacity FROM {Cache}", rows.Add);
        return rows is [[string time, long size, long capacity]] ? (time, size, capacity) : null;
    }

    private void Keep(string time, long size, long capacity)
    {
        work.Begin(context.Cancelled);
        work.Run(() =>
        {
            var definitions = new Definitions(names, work, database, context.Application, context);
            if (work.FindTableSpace(ToolsSpace) is null) definitions.Run(SqlParser.Parse($"CREATE TABLESPACE {ToolsSpace} MANAGED BY AUTOMATIC STORAGE EXTENTSIZE 4"));
            if (names.Table(Cache.Schema!, Cache.Name) is null)
                definitions.Run(SqlParser.Parse($"CREATE TABLE {Cache} (snapshot_timestamp TIMESTAMP NOT NULL, db_size BIGINT NOT NULL, db_capacity BIGINT NOT NULL) IN {ToolsSpace}"));
            names.Change(SqlParser.Parse($"DELETE FROM {Cache}"), context.Cancelled);
            var values = string.Create(CultureInfo.InvariantCulture, $"'{time}', {size}, {capacity}");
            names.Change(SqlParser.Parse($"INSERT INTO {Cache} VALUES ({values})"), context.Cancelled);
        });
    }
}
