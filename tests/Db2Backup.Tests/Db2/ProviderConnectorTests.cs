using System.Data;
using System.Data.Common;
using Db2Backup.Db2;
using Db2Backup.Errors;
using static Db2Backup.Tests.Db2.ScriptedProvider;

namespace Db2Backup.Tests.Db2;

/// <summary>What providers do that the stand-in's does not.</summary>
public sealed class ProviderConnectorTests
{
    private const string Secret = "top\"secret";
    private static readonly ProviderAddress Address = new("server", 50001, "sample");
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_connection_string_has_its_four_parts_and_no_pool()
    {
        string? seen = null;
        var connector = await ConnectAsync(new() { OnOpen = s => seen = s, OnExecute = Identity });
        var parts = new DbConnectionStringBuilder { ConnectionString = seen };
        Assert.Equal(("server:50001", "SAMPLE", "joe", Secret, "false"), (parts["Server"], parts["Database"], parts["UID"], parts["PWD"], parts["Pooling"]));
        Assert.Equal(("inst", "host", "DB2 v11.5.8.0", false), (connector.Instance.Instance, connector.Instance.HostName, connector.Instance.Level, connector.Instance.StandIn));
    }

    [Fact]
    public async Task A_provider_that_does_not_know_a_detail_is_asked_again_without()
    {
        var seen = new List<string>();
        await ConnectAsync(new()
        {
            OnExecute = Identity,
            OnOpen = s =>
            {
                seen.Add(s);
                if (s.Contains("Pooling", StringComparison.OrdinalIgnoreCase)) throw new ArgumentException("Invalid argument");
            },
        });
        Assert.Equal(4, new DbConnectionStringBuilder { ConnectionString = Assert.Single(seen, s => !s.Contains("Pooling", StringComparison.OrdinalIgnoreCase)) }.Count);
    }

    [Theory]
    [InlineData(typeof(DllNotFoundException)), InlineData(typeof(BadImageFormatException)), InlineData(typeof(FileNotFoundException))]
    public async Task A_missing_or_foreign_native_driver_is_told_as_not_usable(Type type)
    {
        foreach (var thrown in new[] { Make(type), new TypeInitializationException("DB2Connection", Make(type)) })
        {
            var error = await Assert.ThrowsAsync<Db2BackupException>(() => ConnectAsync(new() { OnOpen = _ => throw thrown }));
            Assert.Equal(ErrorCode.ProviderNotUsable, error.Code);
            Assert.Contains("libdb2.so", error.Message, StringComparison.Ordinal);
        }

        static Exception Make(Type type) => (Exception)Activator.CreateInstance(type, "libdb2.so: cannot open shared object file")!;
    }

    [Fact]
    public async Task A_driver_that_shows_the_connection_string_does_not_make_us_show_it()
    {
        foreach (var make in new Func<string, Exception>[] { s => new ArgumentException("Invalid argument: " + s), s => new InvalidOperationException(s), s => new DriverException(s) })
        {
            var error = await Assert.ThrowsAsync<Db2BackupException>(() => ConnectAsync(new() { OnOpen = s => throw make(s) }));
            Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_partition_that_failed_makes_the_whole_backup_fail()
    {
        await using var session = await OpenAsync(command => command.CommandText.StartsWith("CALL", StringComparison.Ordinal)
            ? [Table(["BACKUP_TIME"], ["20260301120000"]), Table(["DBPARTITIONNUM", "SQLCODE", "SQLERRMC"], ["0", "0", ""], ["1", "-2059", "disk"])]
            : Identity(command));
        var reply = await session.RunAsync(Statements.Backup(new BackupClauses("SAMPLE", BackupMode.Online, ["/backups"])), Token);
        Assert.False(reply.HasNoError);
        Assert.Equal("SQL2059N", Assert.Throws<Db2BackupException>(() => reply.Checked("SAMPLE")).ErrorId);
    }

    [Fact]
    public async Task A_command_goes_to_ADMIN_CMD_as_a_parameter()
    {
        var seen = new List<(string, object?)>();
        await using var session = await OpenAsync(command =>
        {
            if (command.Parameters.Count > 0) seen.Add((command.CommandText, command.Parameters[0].Value));
            return Identity(command);
        });
        await session.RunAsync(Statements.Backup(new BackupClauses("SAMPLE", BackupMode.Online, ["/a", @"D:\b"])), Token);
        Assert.Equal(("CALL SYSPROC.ADMIN_CMD(?)", (object?)@"BACKUP DATABASE SAMPLE ONLINE TO '/a', 'D:\b' INCLUDE LOGS WITHOUT PROMPTING"), Assert.Single(seen));
    }

    [Fact]
    public async Task A_broken_connection_is_told_as_not_reachable()
    {
        await using var session = await OpenAsync(command => command.CommandText == "VALUES 1" ? throw new InvalidOperationException("closed") : Identity(command));
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => session.RunAsync(Statements.Query("VALUES 1"), Token));
        Assert.Equal(ErrorCode.Db2NotReachable, error.Code);
    }

    [Fact]
    public async Task An_answer_without_a_row_does_not_identify_a_server()
    {
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => ConnectAsync(new() { OnExecute = _ => [Table(["INST_NAME", "SERVICE_LEVEL", "PTF"])] }));
        Assert.Equal(ErrorCode.Db2AnswerNotUnderstood, error.Code);
    }

    private static Task<ProviderConnector> ConnectAsync(ScriptedProvider provider) =>
        ProviderConnector.ConnectAsync(provider, Address, new ProviderCredential("joe", Secret), null, Token);

    private static async Task<IDb2Session> OpenAsync(Func<DbCommand, DataTable[]> execute) =>
        await (await ConnectAsync(new() { OnExecute = execute })).OpenAsync(null, Token);

    private static DataTable[] Identity(DbCommand command) => command.CommandText == Statements.InstanceInformation.Text
        ? [Table(["INST_NAME", "SERVICE_LEVEL", "PTF"], ["inst", "DB2 v11.5.8.0", "DYN2203301200AMD64"])]
        : [Table(["HOST_NAME"], ["host"])];

    private sealed class DriverException(string text) : DbException(text);
}
