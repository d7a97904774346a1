using System.Data;
using System.Data.Common;
using Db2Backup.Emulator.Provider;
using Db2Backup.TestKit;
using static Db2Backup.Emulator.Tests.Provider.ProviderFixture;

namespace Db2Backup.Emulator.Tests.Provider;

/// <summary>The provider, used through System.Data.Common only [provider.md, Names].</summary>
public sealed class ProviderTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    [Fact]
    public void A_query_gives_typed_values()
    {
        using var connection = fixture.Open();
        using var reader = Command(connection, "SELECT N, NAME, AMOUNT, AT FROM DB2INST1.T ORDER BY N").ExecuteReader();
        Assert.Equal([typeof(int), typeof(string), typeof(decimal), typeof(DateTime)], Enumerable.Range(0, 4).Select(reader.GetFieldType));
        Assert.Equal(["INTEGER", "VARCHAR", "DECIMAL", "TIMESTAMP"], Enumerable.Range(0, 4).Select(reader.GetDataTypeName));
        Assert.True(reader.Read());
        Assert.Equal([1, "one", 1.25m, new DateTime(2024, 1, 31, 12, 34, 56).AddTicks(1234560)], new object[] { reader[0], reader["name"], reader[2], reader[3] });
        Assert.True(reader.Read());
        Assert.True(reader.IsDBNull(1));
        Assert.False(reader.Read());
        Assert.False(reader.NextResult());
    }

    // [sql.md] What a tool asks for its work, over the provider as over the CLP.
    [Theory]
    [InlineData("SELECT TOTAL_LOG_USED_KB FROM SYSIBMADM.LOG_UTILIZATION", true)]
    [InlineData("SELECT TOTAL_LOG_USED_KB FROM SYSIBMADM.MON_TRANSACTION_LOG_UTILIZATION", true)]
    [InlineData("SELECT VALUE FROM SYSIBMADM.DBCFG WHERE NAME = 'logarchmeth1'", true)]
    [InlineData("SELECT COUNT(*) FROM SYSIBMADM.DB_HISTORY", true)]
    [InlineData("SELECT PROGRESS_COMPLETED_UNITS FROM SYSIBMADM.SNAPUTIL_PROGRESS", false)]
    [InlineData("SELECT AVAILABLE FROM SYSIBMADM.ADMINTABINFO WHERE TABNAME = 'T'", true)]
    [InlineData("SELECT PATH FROM SYSIBMADM.DBPATHS WHERE TYPE = 'LOGPATH'", true)]
    [InlineData("SELECT UTILITY_INVOCATION_ID FROM TABLE(MON_GET_UTILITY(-2)) AS U", false)]
    [InlineData("SELECT TOTAL_LOG_USED FROM TABLE(MON_GET_TRANSACTION_LOG(-1)) AS L", true)]
    [InlineData("SELECT SUM(TBSP_USED_PAGES * TBSP_PAGE_SIZE) FROM TABLE(MON_GET_TABLESPACE('', -2)) AS T", true)]
    public void Views_and_functions_of_the_system_answer(string query, bool hasRow)
    {
        using var connection = fixture.Open();
        using var reader = Command(connection, query).ExecuteReader();
        Assert.Equal(1, reader.FieldCount);
        Assert.Equal(hasRow, reader.Read());
    }

    // [sql.md, ADMIN_CMD: BACKUP, UPDATE DB CFG] and what it refuses comes as SQLCODE of the CALL.
    [Fact]
    public void ADMIN_CMD_runs_commands()
    {
        using var connection = fixture.Open();
        Command(connection, "CALL SYSPROC.ADMIN_CMD('UPDATE DB CFG USING LOGSECOND 21')").ExecuteNonQuery();
        Assert.Equal("21", Command(connection, "SELECT VALUE FROM SYSIBMADM.DBCFG WHERE NAME = 'logsecond'").ExecuteScalar());
        var refusal = Assert.Throws<EmulatorDb2Exception>(() => Command(connection, $"CALL SYSPROC.ADMIN_CMD('BACKUP DATABASE {Database} ONLINE TO /nowhere')").ExecuteNonQuery());
        Assert.Equal(-2413, refusal.NativeError);
    }

    [Fact]
    public void A_table_can_be_loaded_from_it()
    {
        using var connection = fixture.Open();
        using var reader = Command(connection, "SELECT N, NAME FROM DB2INST1.T ORDER BY N").ExecuteReader();
        var table = new DataTable();
        table.Load(reader);
        Assert.Equal((2, typeof(int), "one"), (table.Rows.Count, table.Columns[0].DataType, table.Rows[0]["NAME"]));
    }

    [Theory]
    [InlineData("SELECT NAME FROM DB2INST1.T WHERE N = ? AND NAME <> '?'")]
    [InlineData("SELECT NAME FROM DB2INST1.T WHERE N = @number AND NAME <> '@number' -- @number ?")]
    public void Markers_are_filled_in_order_or_by_name(string text)
    {
        using var connection = fixture.Open();
        Assert.Equal("one", Command(connection, text, ("number", 1)).ExecuteScalar());
    }

    [Fact]
    public void Every_kind_of_value_goes_in_and_comes_out()
    {
        using var connection = fixture.Open();
        Command(connection, "CREATE TABLE KINDS (S SMALLINT, B BIGINT, F DOUBLE, C CHAR(4), D DATE, T TIME, TS TIMESTAMP, DE DECIMAL(9,3))").ExecuteNonQuery();
        var moment = new DateTime(2026, 3, 1, 10, 15, 0).AddTicks(120);
        var insert = Command(connection, "INSERT INTO KINDS VALUES (@s, @b, @f, @c, @d, @t, @ts, @de)", ("s", (short)-7), ("b", long.MaxValue), ("f", 0.5), ("c", "ab"),
            ("d", DateOnly.FromDateTime(moment)), ("t", moment.TimeOfDay), ("ts", moment), ("de", -1.125m));
        Assert.Equal(1, insert.ExecuteNonQuery());
        using var reader = Command(connection, "SELECT * FROM KINDS").ExecuteReader();
        Assert.True(reader.Read());
        var values = new object[8];
        reader.GetValues(values);
        Assert.Equal([(short)-7, long.MaxValue, 0.5, "ab  ", moment.Date, new TimeSpan(10, 15, 0), moment, -1.125m], values);
    }

    [Fact]
    public void Rows_touched_are_told()
    {
        using var connection = fixture.Open();
        Command(connection, "CREATE TABLE COUNTED (N INTEGER)").ExecuteNonQuery();
        Assert.Equal(3, Command(connection, "INSERT INTO COUNTED VALUES (1), (2), (3)").ExecuteNonQuery());
        Assert.Equal(2, Command(connection, "DELETE FROM COUNTED WHERE N > @n", ("n", 1)).ExecuteNonQuery());
        Assert.Equal(0, Command(connection, "DELETE FROM COUNTED WHERE N > @n", ("n", 1)).ExecuteNonQuery());
    }

    [Fact]
    public void A_transaction_is_kept_or_taken_back_as_a_whole()
    {
        using var connection = fixture.Open();
        Command(connection, "CREATE TABLE WORK (N INTEGER)").ExecuteNonQuery();
        using (connection.BeginTransaction()) Command(connection, "INSERT INTO WORK VALUES (1)").ExecuteNonQuery(); // disposed: rolled back
        using (var kept = connection.BeginTransaction())
        {
            Command(connection, "INSERT INTO WORK VALUES (2)").ExecuteNonQuery();
            kept.Commit();
            Assert.Throws<InvalidOperationException>(kept.Rollback);
        }
        connection.BeginTransaction();
        Command(connection, "INSERT INTO WORK VALUES (3)").ExecuteNonQuery();
        connection.Close(); // rolled back
        connection.Open();
        Assert.Equal(2, Command(connection, "SELECT SUM(N) FROM WORK").ExecuteScalar());
    }

    // [provider.md, Errors]
    [Fact]
    public void A_refusal_carries_SQLSTATE_SQLCODE_and_the_message_in_its_form()
    {
        using var connection = fixture.Open();
        var refusal = Assert.Throws<EmulatorDb2Exception>(() => Command(connection, "SELECT * FROM NO_SUCH_TABLE").ExecuteReader());
        Assert.Equal("42704", refusal.SqlState);
        Assert.Equal(unchecked((int)0x80004005), refusal.ErrorCode);
        Assert.StartsWith("ERROR [42704] [IBM][DB2/LINUXX8664] SQL0204N  ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((-204, "42704"), (refusal.Errors[0].NativeError, refusal.Errors[0].SQLState));
    }

    // [messages.md, SQL30082N] 3 = password missing, 24 = user or password
    [Theory]
    [InlineData("joe", "wrong", "\"24\"")]
    [InlineData("nobody", "secret", "\"24\"")]
    [InlineData("joe", "", "\"3\"")]
    public void Wrong_credentials_are_refused(string user, string password, string reason)
    {
        var refusal = Assert.Throws<EmulatorDb2Exception>(() => fixture.Open(fixture.Remote(user, password)));
        Assert.Contains("SQL30082N", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(-30082, refusal.Errors[0].NativeError);
        Assert.DoesNotContain("wrong", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_where_nobody_listens_gives_SQL30081N()
    {
        var refusal = Assert.Throws<EmulatorDb2Exception>(() => fixture.Open("Server=127.0.0.1:1;Database=X;UID=joe;PWD=secret"));
        Assert.StartsWith("ERROR [08001] [IBM] SQL30081N  ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_database_needs_only_its_name()
    {
        using var connection = fixture.Open($"Database={Database};InstanceHome={fixture.Sandbox.Home};Instance={fixture.Sandbox.InstanceName}");
        Assert.Equal(2L, Convert.ToInt64(Command(connection, "VALUES 2").ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Throws<EmulatorDb2Exception>(() => fixture.Open($"Database={Database};InstanceHome=/no/such/home;Instance=db2inst1"));
    }

    [Fact]
    public void A_database_that_is_not_there_is_SQL1013N_and_leaves_the_connection_closed()
    {
        using var connection = EmulatorDb2Factory.Instance.CreateConnection();
        connection.ConnectionString = fixture.Remote().Replace(Database, "NOSUCHDB", StringComparison.Ordinal);
        Assert.Contains("SQL1013N", Assert.ThrowsAny<DbException>(connection.Open).Message, StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Closed, connection.State);
    }

    [Fact]
    public void An_open_connection_is_in_the_way_of_an_offline_backup_and_a_closed_one_is_not()
    {
        using var session = fixture.Sandbox.Session();
        using (fixture.Open()) session.Db2($"BACKUP DATABASE {Database} TO {fixture.Sandbox.Backups}").Refused("SQL1035N");
        session.Db2($"BACKUP DATABASE {Database} TO {fixture.Sandbox.Backups}").Ok();
    }

    [Fact]
    public void A_forced_connection_gets_SQL1224N()
    {
        using var connection = fixture.Open();
        using var session = fixture.Sandbox.Session();
        session.Db2("FORCE APPLICATION ALL").Ok();
        var refusal = Assert.Throws<EmulatorDb2Exception>(() => Command(connection, "SELECT N FROM DB2INST1.T").ExecuteReader());
        Assert.Equal(-1224, refusal.NativeError);
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_or_is_cancelled_ends_with_SQL0952N()
    {
        using var connection = fixture.Open(fixture.Remote() + ";Faults='hang:SELECT'");
        var command = Command(connection, "SELECT N FROM DB2INST1.T");
        command.CommandTimeout = 1;
        Assert.Contains("SQL0952N", Assert.ThrowsAny<DbException>(() => command.ExecuteReader()).Message, StringComparison.Ordinal);
        command.CommandTimeout = 0;
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteReaderAsync(cancelled.Token));
        Assert.Contains("SQL0952N", refusal.Message, StringComparison.Ordinal);
    }

    // [sql.md, GET_DBSIZE_INFO] three outputs, one input
    [Fact]
    public void A_procedure_gives_its_outputs()
    {
        using var connection = fixture.Open();
        var command = connection.CreateCommand();
        command.CommandType = CommandType.StoredProcedure;
        command.CommandText = "SYSPROC.GET_DBSIZE_INFO";
        foreach (var (name, type) in new[] { ("at", DbType.DateTime), ("size", DbType.Int64), ("capacity", DbType.Int64) })
            command.Parameters.Add(new EmulatorDb2Parameter { ParameterName = name, DbType = type, Direction = ParameterDirection.Output });
        command.Parameters.Add(new EmulatorDb2Parameter { ParameterName = "window", Value = -1 });
        command.Parameters.Add(new EmulatorDb2Parameter { ParameterName = "status", Direction = ParameterDirection.ReturnValue });
        command.ExecuteNonQuery();
        Assert.IsType<DateTime>(command.Parameters["at"].Value);
        Assert.True((long)command.Parameters["size"].Value! > 0);
        Assert.Equal(0, command.Parameters["status"].Value);
    }

    [Fact]
    public void The_connection_string_is_understood_or_refused()
    {
        var builder = new EmulatorDb2ConnectionStringBuilder { ConnectionString = "server=host;db=SAMPLE;user id=joe;password='a;b';Connection Timeout=5" };
        Assert.Equal(("host", 50000), builder.Address);
        Assert.Equal(("SAMPLE", "joe", "a;b", 5), (builder.Database, builder.UserID, builder.Password, builder.ConnectTimeout));
        Assert.Throws<ArgumentException>(() => new EmulatorDb2ConnectionStringBuilder { ConnectionString = "Servr=host" });
        Assert.Throws<ArgumentException>(() => fixture.Open("Server=127.0.0.1:1"));
    }

    [Fact]
    public void An_open_connection_does_not_tell_its_password()
    {
        using var connection = fixture.Open();
        Assert.DoesNotContain("owner", connection.ConnectionString, StringComparison.Ordinal);
        using var telling = fixture.Open(fixture.Remote() + ";Persist Security Info=true");
        Assert.Contains("owner", telling.ConnectionString, StringComparison.Ordinal);
    }
}
