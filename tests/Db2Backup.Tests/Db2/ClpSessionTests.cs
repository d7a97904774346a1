using System.Diagnostics;
using Db2Backup.Db2;
using Db2Backup.Errors;

namespace Db2Backup.Tests.Db2;

public sealed class ClpSessionTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_instance_is_found_with_its_level_and_said_to_be_a_stand_in()
    {
        var instance = await fixture.FindAsync();
        Assert.Equal("db2inst1", instance.Instance);
        Assert.StartsWith("DB2 v11.5", instance.Level, StringComparison.Ordinal);
        Assert.True(instance.StandIn);
        await InstanceLocator.RequireOwnerAsync(instance, Token);
    }

    [Fact]
    public async Task Every_statement_has_an_exit_code_of_its_own_and_the_connection_stays()
    {
        var name = fixture.NewName();
        await using var session = await OpenAsync();
        Assert.Equal(0, (await session.RunAsync(new Db2Statement($"CREATE DATABASE {name}", "", false), Token)).ExitCode);
        var refused = await session.RunAsync(Statements.Connect("NOTHERE"), Token);
        Assert.Equal(4, refused.ExitCode);
        Assert.True(refused.Has("SQL1013"));
        Assert.Equal(-1013, refused.Messages[0].SqlCode);
        Assert.Equal("42705", refused.Messages[0].SqlState);
        Assert.Equal(0, (await session.RunAsync(Statements.Connect(name), Token)).ExitCode);
        var table = (await session.RunAsync(Statements.Query("VALUES (1, 'a b', CAST(NULL AS INTEGER))"), Token)).Table!;
        Assert.Equal(["1", "a b", null], Assert.Single(table.Rows));
    }

    [Fact]
    public async Task Two_sessions_do_not_share_a_connection()
    {
        var name = fixture.NewName();
        await using var one = await OpenAsync();
        await using var other = await OpenAsync();
        await one.RunAsync(new Db2Statement($"CREATE DATABASE {name}", "", false), Token);
        Assert.True((await one.RunAsync(Statements.Connect(name), Token)).HasNoError);
        Assert.True((await other.RunAsync(Statements.Query("VALUES 1"), Token)).Has("SQL1024"));
    }

    [Fact]
    public async Task Cancelling_interrupts_the_statement_and_leaves_no_process()
    {
        var before = fixture.Sandbox.Processes().Count;
        var hanging = new ClpConnector(await fixture.FindAsync(), new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "hang:LIST DATABASE" });
        var session = await hanging.OpenAsync(null, Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var run = session.RunAsync(Statements.ListApplications("SAMPLE") with { Text = "LIST DATABASE DIRECTORY" }, cancel.Token);
        await Task.Delay(500, Token);
        Assert.False(run.IsCompleted);
        var watch = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
        await session.DisposeAsync();
        Assert.Equal(before, fixture.Sandbox.Processes().Count);
    }

    [Fact]
    public async Task An_interrupt_that_comes_before_the_statement_has_begun_is_not_lost_and_the_session_goes_on()
    {
        var hanging = new ClpConnector(await fixture.FindAsync(), new Dictionary<string, string?> { ["DB2EMU_FAULT"] = "hang:LIST DATABASE" });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        // At this moment nothing was sent yet.
        await using var session = await hanging.OpenAsync(text => { if (text.Contains("LIST DATABASE", StringComparison.Ordinal)) cancel.Cancel(); }, Token);
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.RunAsync(Statements.ListDatabaseDirectory, cancel.Token));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"took {watch.Elapsed}");
        Assert.True((await session.RunAsync(Statements.ListUtilities, Token)).Has("SQL1611"));
    }

    [Fact]
    public async Task Names_in_other_letters_come_back_as_they_are_whatever_the_locale_is()
    {
        await using var session = await OpenAsync();
        var name = fixture.NewName();
        await session.RunAsync(new Db2Statement($"CREATE DATABASE {name}", "", false), Token);
        (await session.RunAsync(Statements.Connect(name), Token)).Checked(name);
        Assert.Equal("Müller & 山", (await session.RunAsync(Statements.Query("SELECT 'Müller & 山' FROM SYSIBM.SYSDUMMY1"), Token)).Checked(name).Table!.Rows[0][0]);
    }

    [Theory]
    [InlineData("LIST\nAPPLICATIONS"), InlineData("! rm -rf /"), InlineData("  !ls"), InlineData("BACKUP DB X TO /a\\")]
    public async Task Text_that_the_command_line_would_take_for_something_else_is_refused(string text)
    {
        await using var session = await OpenAsync();
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => session.RunAsync(new Db2Statement(text, text, false), Token));
        Assert.Equal(ErrorCode.StatementValueInvalid, error.Code);
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_told()
    {
        var instance = await fixture.FindAsync() with { ProfilePath = "/nowhere/db2profile" };
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => new ClpConnector(instance).OpenAsync(null, Token));
        Assert.Equal(ErrorCode.Db2NotReachable, error.Code);
    }

    private async Task<IDb2Session> OpenAsync() => await (await fixture.ConnectorAsync()).OpenAsync(null, Token);
}
