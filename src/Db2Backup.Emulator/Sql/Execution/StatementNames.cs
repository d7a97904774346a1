using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.SystemViews;
using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>The names one statement uses, resolved for its session.</summary>
internal sealed class StatementNames(Database database, Application application, SessionConnection connection, UnitOfWork work, string currentSchema, IReadOnlyList<object?>? markers) : INameResolver
{
    private readonly SpecialRegisters registers = new(database, application, currentSchema);

    public string CurrentSchema => currentSchema;

    public TableDefinition? Table(string schema, string name) => work.Catalog.Table(schema, name);

    /// <summary>A table to work on: SQL0204N when it is not there, or a view.</summary>
    public TableDefinition BaseTable(ObjectName name)
    {
        var qualified = new ObjectName(name.Schema ?? currentSchema, name.Name);
        var table = Table(qualified.Schema!, qualified.Name) ?? throw new Db2Exception("SQL0204N", qualified);
        return table.IsView ? throw new Db2Exception("SQL0150N") : table;
    }

    public string Read(TableDefinition table)
    {
        Allow(table, "SELECT");
        return connection.Attach(work.TableSpaceOf(table.SpaceId)) + table.SqliteName;
    }

    /// <summary>Refuses a table that was lost in a rollforward, and somebody else's.</summary>
    public void Allow(TableDefinition table, string operation)
    {
        if (!application.HasSysAdm && table.Owner != application.AuthId)
            throw new Db2Exception("SQL0551N", application.AuthId, operation, table.QualifiedName);
        if (!table.Available) throw new Db2Exception("SQL1477N", table.QualifiedName, table.Id, table.SpaceId);
    }

    public SystemTable? SystemView(string schema, string name)
    {
        if (schema is not ("SYSCAT" or "SYSIBM" or "SYSIBMADM" or "SYSSTAT")) return null;
        var view = SystemViews.SystemViews.Find(schema, name);
        return view is null ? null : Materialize(view, schema + "." + name, []);
    }

    public SystemTable TableFunction(ObjectName name, IReadOnlyList<object?> arguments)
    {
        var function = name.Schema is null or "SYSPROC" ? SystemViews.SystemViews.FindFunction(name.Name, arguments.Count) : null;
        return Materialize(function ?? throw new Db2Exception("SQL0440N", name, "FUNCTION"), name.ToString(), arguments);
    }

    public (object? Value, Db2Type Type) Register(string name) => registers.Value(name);

    public object? Marker(int index) => markers is not null && index < markers.Count ? ToSqlValue(markers[index]) : throw new Db2Exception("SQL0313N");

    public int Conversion(Db2Type? from, Db2Type to) => connection.Conversion(from, to);

    /// <summary>For procedures, which are written in SQL too: a query of theirs.</summary>
    public void Query(string text, Action<object?[]> row) =>
        QueryRunner.Rows(connection, new Translator(this).Translate(SqlParser.ParseQuery(text)), CancellationToken.None).ForEach(row);

    /// <summary>For procedures: a change of theirs, within a statement of the unit of work.</summary>
    public void Change(Statement statement, CancellationToken cancelled) => new Changes(this, connection, work, cancelled).Run(statement);

    private SystemTable Materialize(SystemView view, string name, IReadOnlyList<object?> arguments)
    {
        if (view.SysAdmOnly && !application.HasSysAdm) throw new Db2Exception("SQL0551N", application.AuthId, view.IsFunction ? "EXECUTE" : "SELECT", name);
        var rows = view.Rows(new SystemViewContext(database, application, work.Catalog, arguments));
        return new SystemTable(connection.Materialize(view.Columns.Count, rows, view.Columns), view.Columns);
    }

    private static object? ToSqlValue(object? value) => value switch
    {
        bool truth => truth ? 1L : 0L,
        byte or short or int or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
        float real => (double)real,
        decimal exact => exact.ToString(System.Globalization.CultureInfo.InvariantCulture),
        DateTime time => Values.DateTimes.Format(time, Db2Type.Timestamp),
        _ => value,
    };
}
