using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>Tests that are run over the command line and over the .NET provider, on an instance that offers both.</summary>
public abstract class BothTransports : IClassFixture<ProviderFixture>
{
    private protected BothTransports(ProviderFixture fixture) => Fixture = fixture;

    private protected ProviderFixture Fixture { get; }
    private protected TestKit.Db2Sandbox Sandbox => Fixture.Sandbox;
    private protected RecordingHost Host { get; } = new();
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Db2Transport> Transports => [Db2Transport.Clp, Db2Transport.Provider];

    private protected Task<BackupImage> BackUpAsync(IDb2Connector db2, string name, params string[] folders) =>
        new OnlineBackup(db2, Host, TimeProvider.System).RunAsync(new(name, folders), Token);

    private protected async Task<Db2Database> InspectAsync(IDb2Connector db2, string name) =>
        Assert.Single(await new InspectDatabases(db2, Host, TimeProvider.System).RunAsync([name], withSize: true, Token));

    private protected static Task<Db2BackupException> RefusedAsync(Func<Task> act) => Assert.ThrowsAsync<Db2BackupException>(act);

    private protected static Task<Db2BackupException> RefusedAsync(ErrorCode code, Func<Task> act) => RefusedAsync(code.ToString(), act);

    /// <summary>With this id, of ours or of Db2, and with a way out.</summary>
    private protected static async Task<Db2BackupException> RefusedAsync(string id, Func<Task> act)
    {
        var error = await RefusedAsync(act);
        Refusal.HasId(error, id);
        return error;
    }

    private protected string Folder(params string[] parts) => Sandbox.MakeFolder("images-" + string.Join('-', parts));

    private protected string NewDatabase(bool recoverable = false)
    {
        var name = Fixture.NewName();
        using var session = Sandbox.Session();
        session.Db2($"CREATE DATABASE {name}").Ok();
        if (!recoverable) return name;
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{Sandbox.Archive}").Ok();
        // The null device: no image, and so no full backup that could be taken for one of this test's.
        session.Db2($"BACKUP DATABASE {name} TO /dev/null").Ok();
        return name;
    }

    private protected static IReadOnlyList<string> FilesIn(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories);
}
