using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Storage;

/// <summary>
/// The forms a <see cref="LoggedStatement"/> takes besides SQLite text with values: table spaces that come and go, and
/// changes that were taken back within a unit of work that went on.
/// </summary>
internal static class LoggedChange
{
    public const string CreateTableSpace = "CREATE TABLESPACE";
    public const string DropTableSpace = "DROP TABLESPACE";

    /// <summary>Of the statements of this unit of work so far only the first n count.</summary>
    public const string Undo = "UNDO";

    // Logged with the catalog's table space: its LSO decides whether the change is still to be done.
    public static LoggedStatement Create(TableSpace t) => new(TableSpace.Catalog, "", CreateTableSpace,
        [(long)t.Id, t.Name, t.ContentType, t.Managed, (long)t.PageSize, t.AutomaticStorage ? null : t.Container, t.FixedPages, (long)t.ExtentSize]);

    public static LoggedStatement Drop(string name) => new(TableSpace.Catalog, "", DropTableSpace, [name]);

    public static LoggedStatement UndoTo(int kept) => new(TableSpace.Catalog, "", Undo, [(long)kept]);

    public static TableSpace TableSpaceOf(LoggedStatement created)
    {
        var p = created.Parameters;
        return new TableSpace((int)(long)p[0]!, (string)p[1]!, (string)p[2]!, (string)p[3]!, (int)(long)p[4]!, (string?)p[5] ?? "", p[5] is null)
        {
            FixedPages = (long?)p[6],
            ExtentSize = (int)(long)p[7]!,
        };
    }
}
