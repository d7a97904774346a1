using Db2Backup.Adapters;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>What is refused, what fails half way, and what only the server itself can do: over both transports.</summary>
public sealed class TransportRefusalTests(ProviderFixture fixture) : BothTransports(fixture)
{
    [Theory, MemberData(nameof(Transports))]
    public async Task A_name_that_is_not_there_is_told(Db2Transport transport)
    {
        var db2 = await Fixture.ConnectAsync(transport, NewDatabase());
        await RefusedAsync(ErrorCode.DatabaseNotFound, () => new InspectDatabases(db2, Host, TimeProvider.System).RunAsync(["NOTHERE"], withSize: false, Token));
        await RefusedAsync(ErrorCode.DatabaseNotFound, () => new BackupHistory(db2, Host, TimeProvider.System).RunAsync("NOTHERE", Token));
        await RefusedAsync(ErrorCode.DatabaseNotFound, () => BackUpAsync(db2, "NOTHERE", Folder("NOTHERE")));
        await RefusedAsync(ErrorCode.DatabaseNotFound, () => new CheckBackupSpace(db2, Host, TimeProvider.System).RunAsync(
            new("NOTHERE", ["/srv"], null) { PathMaps = [new PathMap("/srv", Sandbox.Backups)] }, Token));
    }

    /// <summary>A pending database lets nobody in: over the provider Db2 says so at the connection, over the command line the state is read.</summary>
    [Theory]
    [InlineData(Db2Transport.Clp, "backup", nameof(ErrorCode.DatabaseBackupPending)), InlineData(Db2Transport.Provider, "backup", "SQL1116N")]
    [InlineData(Db2Transport.Clp, "rollforward", nameof(ErrorCode.DatabaseRollforwardPending)), InlineData(Db2Transport.Provider, "rollforward", "SQL1117N")]
    [InlineData(Db2Transport.Clp, "restore", nameof(ErrorCode.DatabaseRestorePending)), InlineData(Db2Transport.Provider, "restore", "SQL1119N")]
    public async Task A_database_that_is_pending_is_not_backed_up(Db2Transport transport, string pending, string id)
    {
        var name = NewDatabase(recoverable: pending != "backup");
        var folder = Folder(name);
        using (var session = Sandbox.Session())
        {
            if (pending == "backup")
            {
                session.Db2($"UPDATE DB CFG FOR {name} USING LOGARCHMETH1 DISK:{Sandbox.Archive}").Ok();
            }
            else
            {
                var source = Folder(name, "source");
                session.Db2($"BACKUP DATABASE {name} ONLINE TO {source} INCLUDE LOGS").Ok();
                var fault = new Dictionary<string, string> { ["DB2EMU_FAULT"] = pending == "restore" ? "diskfull@20000" : "" };
                session.Db2($"RESTORE DATABASE {name} FROM {source} WITHOUT PROMPTING", environment: fault).Exits(pending == "restore" ? 4 : 2);
            }
        }
        await RefusedAsync(id, async () => await BackUpAsync(await Fixture.ConnectAsync(transport, name), name, folder));
        Assert.Empty(FilesIn(folder));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_second_backup_is_refused_while_one_runs(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var folder = Folder(name);
        var db2 = await Fixture.ConnectAsync(transport, name);
        using var watch = Sandbox.Session();
        var first = Sandbox.StartDb2($"BACKUP DATABASE {name} ONLINE TO {Folder(name, "first")} INCLUDE LOGS", environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = "hang@1000" });
        Eventually.Holds(() => watch.Db2("LIST UTILITIES").Output.Contains("BACKUP", StringComparison.Ordinal), "the first backup runs");
        var error = await RefusedAsync(ErrorCode.BackupRunning, () => BackUpAsync(db2, name, folder));
        Assert.Contains("utility", error.Message, StringComparison.Ordinal);
        Assert.Empty(FilesIn(folder));
        first.Interrupt();
        first.Wait().Exits(4);
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_backup_that_Db2_refuses_has_its_id_and_leaves_no_image(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var folder = Folder(name);
        var db2 = await FaultyAsync(transport, name, transport == Db2Transport.Clp ? "refuse:BACKUP DATABASE:SQL2036N" : "refuse:CALL SYSPROC.ADMIN_CMD:SQL2036N");
        await RefusedAsync("SQL2036N", () => BackUpAsync(db2, name, folder));
        Assert.Empty(FilesIn(folder));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_disk_that_becomes_full_half_way_is_Db2s_error_and_leaves_no_image(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var folder = Folder(name);
        await RefusedAsync("SQL2419N", async () => await BackUpAsync(await FaultyAsync(transport, name, "diskfull@20000"), name, folder));
        NoImageOrNamed(transport, folder);
        NothingRuns();
    }

    /// <summary>Whether an instance is down or only out of reach cannot be told from another machine, so there the error is that of what may still run.</summary>
    [Theory, InlineData(Db2Transport.Clp, "SQL1224N"), InlineData(Db2Transport.Provider, nameof(ErrorCode.UtilityStillRunning))]
    public async Task An_engine_that_dies_half_way_is_a_failure_and_the_next_backup_succeeds(Db2Transport transport, string id)
    {
        var name = NewDatabase(recoverable: true);
        var folder = Folder(name);
        try
        {
            await RefusedAsync(id, async () => await BackUpAsync(await FaultyAsync(transport, name, "crash@20000"), name, folder));
        }
        finally
        {
            Sandbox.Start();
        }
        NoImageOrNamed(transport, folder);
        var image = await BackUpAsync(await Fixture.ConnectAsync(transport, name), name, folder);
        Assert.True(image.IncludesLogs);
    }

    /// <summary>Db2 calls it a success. Where the image can be read that is found out; where not, it is never called verified.</summary>
    [Theory, MemberData(nameof(Transports))]
    public async Task An_image_cut_short_that_Db2_calls_successful_is_never_a_verified_one(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var db2 = await FaultyAsync(transport, name, "short@20000");
        if (transport == Db2Transport.Clp)
        {
            await RefusedAsync(ErrorCode.ImageVerificationFailed, () => BackUpAsync(db2, name, Folder(name)));
            return;
        }
        Assert.False((await BackUpAsync(db2, name, Folder(name))).Verified);
        Assert.Contains(Host.Warnings, w => w.Contains("was not checked", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task A_cancelled_backup_has_ended_in_Db2_too(Db2Transport transport)
    {
        var name = NewDatabase(recoverable: true);
        var folder = Folder(name);
        var db2 = await FaultyAsync(transport, name, "hang@1000");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Host.OnProgress = _ => cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new OnlineBackup(db2, Host, TimeProvider.System).RunAsync(new(name, [folder]), cancel.Token));
        NoImageOrNamed(transport, folder);
        NothingRuns();
    }

    [Theory, InlineData(Db2Transport.Clp, nameof(ErrorCode.PathNotUsable)), InlineData(Db2Transport.Provider, "SQL2036N")]
    public async Task A_folder_that_Db2_cannot_write_to_is_refused(Db2Transport transport, string id)
    {
        var name = NewDatabase(recoverable: true);
        var file = Path.Combine(Folder(name), "file");
        await File.WriteAllTextAsync(file, "no folder", Token);
        await RefusedAsync(id, async () => await BackUpAsync(await Fixture.ConnectAsync(transport, name), name, file));
    }

    [Fact]
    public async Task The_space_of_a_server_that_is_not_seen_here_is_refused_before_Db2_is_asked()
    {
        var name = NewDatabase();
        var db2 = await Fixture.ProviderAsync(name);
        var error = await RefusedAsync(ErrorCode.ImageNotReachable, () => new CheckBackupSpace(db2, Host, TimeProvider.System).RunAsync(new(name, [Sandbox.Backups], null), Token));
        Assert.Contains("-PathMap", error.Remedy, StringComparison.Ordinal);
        Assert.Empty(Host.Details);
    }

    /// <summary>
    /// What ADMIN_CMD cannot do takes the connector of the command line: it cannot even be called with the other. The way to that
    /// connector, which all cmdlets go, refuses an instance of the provider. (tests/Pester/Server.Tests.ps1 calls each cmdlet.)
    /// </summary>
    [Fact]
    public async Task What_needs_the_server_itself_is_refused_over_the_provider_before_anything_is_touched()
    {
        Type[] onServerOnly =
            [typeof(OfflineBackup), typeof(EnableArchiveLogging), typeof(DisableArchiveLogging), typeof(EnableIncrementalBackup), typeof(RestoreDatabase), typeof(RestartDatabase), typeof(PublishArchiveLogs), typeof(LogClosing),
            typeof(StreamBackup), typeof(StreamRun), typeof(StagedBackup), typeof(ArchivedLogs), typeof(PublishLogCopies),
            typeof(RemoveArchiveLogs), typeof(LogRemovalReader), typeof(AdoptImages)];
        Type[] onBoth = [typeof(OnlineBackup), typeof(InspectDatabases), typeof(BackupHistory), typeof(CheckBackupSpace), typeof(ImageTaking), typeof(BackupRun), typeof(UtilityWatch), typeof(UnclaimedImages), typeof(PipeDebris), typeof(KitCollector), typeof(RecoveryKit)];
        Assert.Equal(Names(onServerOnly), Names(OperationsWith(typeof(ClpConnector)).Except([typeof(LocalBackupPlace)])));
        Assert.Equal(Names(onBoth), Names(OperationsWith(typeof(IDb2Connector))));

        var name = NewDatabase();
        var db2 = await Fixture.ProviderAsync(name);
        var error = Assert.Throws<Db2BackupException>(() => Engine.Create().Connect(db2.Instance));
        Assert.Equal(ErrorCode.NotSupportedOverProvider, error.Code);
        Assert.Contains("Db2 server", error.Remedy, StringComparison.Ordinal);

        // A rollforward takes a session, which refuses the statement before it is sent.
        await using var session = await db2.OpenAsync(Host.Verbose, Token);
        Host.Details.Clear();
        await RefusedAsync(ErrorCode.NotSupportedOverProvider, () => new RollForward(session, Host).RunAsync(name, RecoveryTarget.EndOfLogs, null, noRetrieve: true, Token));
        await RefusedAsync(ErrorCode.NotSupportedOverProvider, () => RollForward.QueryAsync(session, name, Token));
        Assert.Empty(Host.Details);

        static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(t => t.Name).Order(StringComparer.Ordinal);
        static IEnumerable<Type> OperationsWith(Type connector) => typeof(OnlineBackup).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(OnlineBackup).Namespace && t.GetConstructors().Any(c => c.GetParameters().Any(p => p.ParameterType == connector)));
    }

    private async Task<IDb2Connector> FaultyAsync(Db2Transport transport, string name, string faults) => transport == Db2Transport.Clp
        ? new ClpConnector((await Fixture.ClpAsync()).Instance, new Dictionary<string, string?> { ["DB2EMU_FAULT"] = faults })
        : await Fixture.ProviderAsync(name, faults: faults);

    /// <summary>Here the partial image is removed; on a server it cannot be seen, and that is said.</summary>
    private void NoImageOrNamed(Db2Transport transport, string folder)
    {
        if (transport == Db2Transport.Clp) Assert.Empty(FilesIn(folder));
        else if (FilesIn(folder).Count > 0) Assert.Contains(Host.Warnings, w => w.Contains(folder, StringComparison.Ordinal) && w.Contains("cannot be seen from here", StringComparison.Ordinal));
    }

    private void NothingRuns()
    {
        using var session = Sandbox.Session();
        session.Db2("LIST UTILITIES").Says("SQL1611W");
    }
}
