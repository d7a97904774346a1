using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.SystemViews;

internal sealed record SystemViewContext(Database Database, Application Application, Catalog Catalog, IReadOnlyList<object?> Arguments);

/// <summary>A view or table function of the system: its columns, and its rows as they are when it is asked.</summary>
/// <param name="SysAdmOnly">Not for everybody: needs an authority of the instance.</param>
internal sealed record SystemView(
    IReadOnlyList<SourceColumn> Columns, Func<SystemViewContext, IEnumerable<object?[]>> Rows, bool SysAdmOnly = false, bool IsFunction = false)
{
    /// <summary>Columns from a list as in the documentation: "NAME VARCHAR(32), VALUE BIGINT".</summary>
    public static IReadOnlyList<SourceColumn> Layout(string columns) =>
        columns.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Column).ToList();

    private static SourceColumn Column(string text)
    {
        var blank = text.IndexOf(' ');
        var type = text[(blank + 1)..];
        var bracket = type.IndexOf('(');
        var sizes = bracket < 0 ? [] : type[(bracket + 1)..^1].Split(',').Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var kind = Enum.Parse<Db2TypeKind>(bracket < 0 ? type : type[..bracket], ignoreCase: true);
        var length = sizes.Length > 0 ? sizes[0] : kind == Db2TypeKind.Timestamp ? 6 : 0;
        return new SourceColumn(text[..blank], new Db2Type(kind, length, sizes.Length > 1 ? sizes[1] : 0), true);
    }
}
