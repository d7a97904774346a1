using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.SystemViews;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// LIST TABLES [FOR {USER | ALL | SYSTEM | SCHEMA name}] [SHOW DETAIL]: a query of the catalog, printed as one. Without FOR it
/// shows the schema that is the user's name. [IBM Docs 11.5, LIST TABLES command]
/// </summary>
/// <param name="Includes">Which schemas, given the user's authorization id.</param>
internal sealed record ListTablesCommand(Func<string, string, bool> Includes, bool Detail) : ICommand
{
    private const int FullName = 128, ShortName = 31, ShortSchema = 15, TypeWidth = 5;

    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("LIST", "TABLES")) return null;
        Func<string, string, bool> includes = (schema, user) => schema == user;
        if (reader.Accept("FOR"))
        {
            if (reader.Accept("ALL")) includes = (_, _) => true;
            else if (reader.Accept("SYSTEM")) includes = (schema, _) => schema.StartsWith("SYS", StringComparison.Ordinal);
            else if (reader.Accept("SCHEMA"))
            {
                var wanted = reader.Name("<schema-name>");
                includes = (schema, _) => schema == wanted;
            }
            else reader.Expect("USER");
        }
        var detail = reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new ListTablesCommand(includes, detail);
    }

    [Unconfirmed("IBM Docs 11.5, LIST TABLES command: names longer than their column; here they are cut")]
    public void Execute(CommandContext context)
    {
        var sql = context.Application.RequireSql();
        var user = context.Application.AuthId;
        List<ResultColumn> columns =
        [
            new("Table/View", Db2Type.VarChar(Detail ? FullName : ShortName)), new("Schema", Db2Type.VarChar(Detail ? FullName : ShortSchema)),
            new("Type", Db2Type.VarChar(TypeWidth)), new("Creation time", Db2Type.Timestamp),
        ];
        var rows = CatalogObjects.Of(sql.SystemViewContext())
            .Where(o => Includes(o.Schema, user))
            .OrderBy(o => o.Schema, StringComparer.Ordinal).ThenBy(o => o.Name, StringComparer.Ordinal)
            .Select(o => new object?[] { o.Name, o.Schema, o.Type, o.Created }).ToList();
        context.Reply.Rows(new ResultSet(columns, rows));
    }
}
