using System.Diagnostics;
using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Db2;

public sealed class ProviderSessionTests(ProviderFixture fixture) : IClassFixture<ProviderFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_is_known_by_its_own_words_as_it_is_over_the_command_line()
    {
        var name = NewDatabase();
        var provider = (await fixture.ProviderAsync(name)).Instance;
        var clp = (await fixture.ClpAsync()).Instance;
        Assert.Equal((clp.Instance, clp.HostName, clp.Level, true), (provider.Instance, provider.HostName, provider.Level, provider.StandIn));
        Assert.Equal((Db2Transport.Provider, "127.0.0.1", fixture.Port, name), (provider.Transport, provider.Server, provider.Port, provider.ConnectedDatabase));
    }

    [Fact]
    public async Task Values_are_told_as_Db2_writes_them_and_NULL_is_null()
    {
        await using var session = await OpenAsync(NewDatabase());
        var table = (await session.RunAsync(Statements.Query(
            "VALUES (1, 'a b  ', CAST(NULL AS INTEGER), TIMESTAMP('2024-01-31-12.34.56.123456'), CAST(-1.25 AS DECIMAL(9,2)), DATE('2024-02-29'), TIME('07.08.09'))"), Token)).Table!;
        Assert.Equal(["1", "a b", null, "2024-01-31-12.34.56.123456", "-1.25", "2024-02-29", "07.08.09"], Assert.Single(table.Rows));
    }

    [Fact]
    public async Task A_query_without_rows_ends_with_1_and_a_refused_one_with_4_and_its_message()
    {
        await using var session = await OpenAsync(NewDatabase());
        Assert.Equal(1, (await session.RunAsync(Statements.AbnormalTableSpaces, Token)).ExitCode);
        var refused = await session.RunAsync(Statements.Query("SELECT * FROM NO_SUCH_TABLE"), Token);
        Assert.Equal(4, refused.ExitCode);
        var message = Assert.Single(refused.Messages);
        Assert.Equal(("SQL0204N", -204, "42704", Db2Severity.Error), (message.Id, message.SqlCode, message.SqlState, message.Severity));
        Assert.Equal("SQL0204N", Assert.Throws<Db2BackupException>(() => refused.Checked("X")).ErrorId);
    }

    [Fact]
    public async Task A_backup_runs_through_ADMIN_CMD_and_tells_its_timestamp()
    {
        var name = NewDatabase(recoverable: true);
        await using var session = await OpenAsync(name);
        var folder = fixture.Sandbox.MakeFolder("images-" + name);
        var reply = (await session.RunAsync(Statements.Backup(new BackupClauses(name, BackupMode.Online, [folder])), Token)).Checked(name);
        var timestamp = BackupOutputParser.Timestamp(reply.Output);
        Assert.Contains(timestamp!.Value.ToString(), Assert.Single(Directory.GetFiles(folder)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ADMIN_CMD_cannot_do_is_refused_with_the_way_out_and_nothing_is_sent()
    {
        var name = NewDatabase();
        var trace = new List<string>();
        await using var session = await (await fixture.ProviderAsync(name)).OpenAsync(trace.Add, Token);
        trace.Clear();
        foreach (var statement in new[] { Statements.Restart(name), Statements.Activate(name), Statements.Drop(name), Statements.ArchiveLog(name), Statements.Connect("OTHER") })
        {
            var error = await Assert.ThrowsAsync<Db2BackupException>(() => session.RunAsync(statement, Token));
            Assert.Equal(ErrorCode.NotSupportedOverProvider, error.Code);
            Assert.Contains("server", error.Remedy, StringComparison.Ordinal);
        }
        Assert.Empty(trace);
        Assert.True((await session.RunAsync(Statements.Connect(name), Token)).HasNoError);
        Assert.True((await session.RunAsync(Statements.ConnectReset, Token)).HasNoError);
    }

    [Fact]
    public async Task A_wrong_password_is_SQL30082N_and_no_password_is_told_anywhere()
    {
        var name = NewDatabase();
        const string Wrong = "not-the-secret";
        var trace = new List<string>();
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => fixture.ProviderAsync(name, Wrong, trace: trace));
        Assert.Equal(("SQL30082N", ErrorKind.SecurityError), (error.ErrorId, error.Kind));

        var connector = await fixture.ProviderAsync(name, trace: trace);
        await using var session = await connector.OpenAsync(trace.Add, Token);
        await session.RunAsync(Statements.Query("VALUES 1"), Token);
        string?[] told = [error.ToString(), error.Remedy, connector.ToString(), connector.Instance.ToString(), new ProviderCredential("u", Wrong).ToString(), .. trace];
        Assert.All(told, t => Assert.DoesNotContain("secret", t!, StringComparison.Ordinal));
        Assert.NotEmpty(trace);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_SQL30081N_and_an_unknown_database_SQL1013N()
    {
        var unreachable = await Assert.ThrowsAsync<Db2BackupException>(() => fixture.ProviderAsync("SAMPLE", port: 1));
        Refusal.HasId(unreachable, "SQL30081N");
        if (!UnknownIds.InForce) Assert.Equal(ErrorKind.ConnectionError, unreachable.Kind);
        Assert.Equal("SQL1013N", (await Assert.ThrowsAsync<Db2BackupException>(() => fixture.ProviderAsync("NOTHERE"))).ErrorId);
    }

    [Fact]
    public async Task A_password_among_the_options_is_refused_and_an_unknown_option_is_told()
    {
        var name = NewDatabase();
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => ConnectAsync("pwd", "x"));
        Assert.Equal(ErrorCode.StatementValueInvalid, error.Code);
        var unknown = await Assert.ThrowsAsync<Db2BackupException>(() => ConnectAsync("NoSuchKeyword", "x"));
        Assert.Equal(ErrorCode.Db2NotReachable, unknown.Code);

        Task<ProviderConnector> ConnectAsync(string keyword, string value) => ProviderConnector.ConnectAsync(
            ProviderFixture.Factory, fixture.Address(name) with { Keywords = new Dictionary<string, string> { [keyword] = value } },
            new ProviderCredential(ProviderFixture.User, ProviderFixture.Password), null, Token);
    }

    [Fact]
    public async Task Cancelling_stops_the_statement_in_Db2_and_the_session_goes_on()
    {
        var name = NewDatabase();
        await using var session = await (await fixture.ProviderAsync(name, faults: "hang:SELECT TABSCHEMA")).OpenAsync(null, Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = session.RunAsync(Statements.UnavailableTables, cancel.Token);
        await Task.Delay(300, Token);
        Assert.False(run.IsCompleted);
        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"took {watch.Elapsed}");
        Assert.Equal(["1"], Assert.Single((await session.RunAsync(Statements.Query("VALUES 1"), Token)).Table!.Rows));
    }

    [Fact]
    public async Task A_closed_session_is_in_nobodys_way()
    {
        var name = NewDatabase();
        await (await OpenAsync(name)).DisposeAsync();
        using var session = fixture.Sandbox.Session();
        session.Db2($"BACKUP DATABASE {name} TO {fixture.Sandbox.Backups}").Ok();
    }

    private string NewDatabase(bool recoverable = false)
    {
        var name = fixture.NewName();
        using var session = fixture.Sandbox.Session();
        session.Db2($"CREATE DATABASE {name}").Ok();
        if (recoverable)
        {
            session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{fixture.Sandbox.Archive}").Ok();
            session.Db2($"BACKUP DATABASE {name} TO {fixture.Sandbox.Backups}").Ok();
        }
        return name;
    }

    private async Task<IDb2Session> OpenAsync(string name) => await (await fixture.ProviderAsync(name)).OpenAsync(null, Token);
}
