using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Db2Backup.Tests.Db2;

/// <summary>A provider that does what a test says: for what the stand-in's cannot show (several partitions, a missing driver).</summary>
internal sealed class ScriptedProvider : DbProviderFactory
{
    public Action<string> OnOpen { get; init; } = _ => { };
    public Func<DbCommand, DataTable[]> OnExecute { get; init; } = _ => [];
    public Action OnCancel { get; init; } = () => { };

    public override DbConnection CreateConnection() => new Connection(this);

    /// <summary>A table of text; the first row has the names.</summary>
    public static DataTable Table(params string[][] rows)
    {
        var table = new DataTable();
        foreach (var name in rows[0]) table.Columns.Add(name, typeof(string));
        foreach (var row in rows.Skip(1)) table.Rows.Add([.. row]);
        return table;
    }

    private sealed class Connection(ScriptedProvider provider) : DbConnection
    {
        private ConnectionState state;

        [AllowNull] public override string ConnectionString { get; set; } = "";
        public override string Database => "";
        public override string DataSource => "";
        public override string ServerVersion => "";
        public override ConnectionState State => state;

        public override void Open()
        {
            provider.OnOpen(ConnectionString);
            state = ConnectionState.Open;
        }

        public override void Close() => state = ConnectionState.Closed;
        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();
        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();
        protected override DbCommand CreateDbCommand() => new Command(provider);
    }

    private sealed class Command(ScriptedProvider provider) : DbCommand
    {
        // A parameter collection that works, so that none has to be written here.
        private readonly DbCommand parameters = ProviderFixture.Factory.CreateCommand()!;

        [AllowNull] public override string CommandText { get; set; } = "";
        public override int CommandTimeout { get; set; } = 30;
        public override CommandType CommandType { get; set; } = CommandType.Text;
        public override bool DesignTimeVisible { get; set; }
        public override UpdateRowSource UpdatedRowSource { get; set; }
        protected override DbConnection? DbConnection { get; set; }
        protected override DbParameterCollection DbParameterCollection => parameters.Parameters;
        protected override DbTransaction? DbTransaction { get; set; }
        public override void Cancel() => provider.OnCancel();
        public override int ExecuteNonQuery() => throw new NotSupportedException();
        public override object ExecuteScalar() => throw new NotSupportedException();
        public override void Prepare() => throw new NotSupportedException();
        protected override DbParameter CreateDbParameter() => parameters.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
        {
            Assert.Equal(0, CommandTimeout);
            return provider.OnExecute(this) is { Length: > 0 } tables ? new DataTableReader(tables) : new DataTableReader(new DataTable());
        }
    }
}
