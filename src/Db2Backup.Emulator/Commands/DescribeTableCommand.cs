using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.SystemViews;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Commands;

/// <summary>DESCRIBE TABLE [schema.]name: its columns. Also of a view, and of those of the system. [IBM Docs 11.5, DESCRIBE command]</summary>
internal sealed record DescribeTableCommand(string? Schema, string Name) : ICommand
{
    private static readonly IReadOnlyList<ResultColumn> Columns =
    [
        new("Column name", Db2Type.VarChar(31)), new("Data type\nschema", Db2Type.VarChar(9)), new("Data type name", Db2Type.VarChar(19)),
        // A number is printed to the right: DECIMAL(8,0) is ten wide, DECIMAL(3,0) five.
        new("Column\nLength", Db2Type.Decimal(8, 0)), new("Scale", Db2Type.Decimal(3, 0)), new("Nulls", Db2Type.VarChar(6)),
    ];

    public static ICommand? Parse(CommandReader reader)
    {
        // DESCRIBE has other forms; none of them is offered.
        if (!reader.Accept("DESCRIBE", "TABLE")) return null;
        var name = reader.QualifiedName("<table-name>");
        reader.End();
        return new DescribeTableCommand(name.Schema, name.Name);
    }

    [Unconfirmed("IBM Docs 11.5, DESCRIBE command: that a table which is not there gives an empty list and SQL0100W")]
    public void Execute(CommandContext context)
    {
        var sql = context.Application.RequireSql();
        var schema = Schema ?? sql.CurrentSchema;
        var found = CatalogObjects.Of(sql.SystemViewContext()).FirstOrDefault(o => o.Schema == schema && o.Name == Name);
        var rows = (found?.Columns ?? []).Select(c => new object?[]
        {
            c.Name, "SYSIBM", c.Type.Name(), (decimal)c.Type.CatalogLength(), (decimal)c.Type.CatalogScale(), c.Nullable ? "Yes" : "No",
        }).ToList();
        context.Reply.Rows(new ResultSet(Columns, rows));
        if (rows.Count == 0) context.Reply.Message(new Message("SQL0100W"));
    }
}
