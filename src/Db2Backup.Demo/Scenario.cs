using System.Globalization;
using Db2Backup.Adapters;
using Db2Backup.Db2;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;

namespace Db2Backup.Demo;

/// <summary>
/// The whole cycle: a database without archive logging is prepared, backed up while somebody works in it, published, lost with
/// everything that belonged to it, and restored three times; the rows are counted against what the writer knows.
/// </summary>
/// <param name="givenStore">Where to publish to; null for a folder of the sandbox.</param>
internal sealed class Scenario(string standIn, int rows, TextWriter output, string? givenStore = null)
{
    private const string Database = "SHOP";
    private const int WriterKey = 10_000_000;
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1.5);

    private readonly Narrator tell = new(output);
    private readonly Engine engine = Engine.Create();
    private Db2Sandbox sandbox = null!;
    private ClpConnector db2 = null!;
    private DemoStore place = null!;
    private AgeX25519Identity key = null!;

    private Repository Store => place.Repository;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        tell.Line("Db2Backup, the whole cycle on a stand-in for Db2, through the engine (the cmdlets call the same operations)");
        var sandboxes = new Sandboxes(standIn, tell);
        sandbox = await tell.StepAsync("A sandbox instance", () => sandboxes.CreateAsync(new() { OwnerProcess = Environment.ProcessId }, cancellationToken), s => $"{s.InstanceInfo} ({s.InstanceInfo.Level}), in {s.Path}");
        try
        {
            db2 = engine.Connect(sandbox.InstanceInfo);
            key = AgeX25519Identity.Generate(engine.Primitives);
            place = DemoStore.Open(givenStore, sandbox.Path, Database);
            await using (place)
            {
                try
                {
                    await LiveThroughAsync(cancellationToken);
                }
                catch
                {
                    // What failed is what is told; that this failed too is told beside it.
                    if (await Record(EmptyAsync) is { } second) tell.Line($"     what this run stored below {Store.Location} could not be removed: {second.Message}");
                    throw;
                }
                await EmptyAsync();
            }
        }
        finally
        {
            await sandboxes.RemoveAsync(sandbox.Path, CancellationToken.None);
        }
        tell.Line($"\nProven in {tell.Elapsed}: backed up online while rows were written, published compressed and encrypted, everything local destroyed, "
            + "restored to the end of the backup, to the end of the logs and to a point in time, every row accounted for.");
    }

    private async Task EmptyAsync()
    {
        if (await place.EmptyAsync() is > 0 and var count) tell.Line($"     {count} objects of this run were removed from {Store.Location}");
    }

    private static async Task<Errors.Db2BackupException?> Record(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (Errors.Db2BackupException e)
        {
            return e;
        }
    }

    private async Task LiveThroughAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var (image, during) = await BackUpAsync(cancellationToken);
        var (marks, all) = await GoOnAsync(during, cancellationToken);
        await LoseEverythingAsync(cancellationToken);
        await RestoreThreeTimesAsync(image, during, marks, all, cancellationToken);
        await OpenWithPlainProgramsAsync(cancellationToken);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await tell.StepAsync($"A database with {rows:N0} rows and circular logging", async () =>
        {
            await using var session = await db2.OpenAsync(null, cancellationToken);
            foreach (var statement in new[]
                     {
                         $"CREATE DATABASE {Database}", $"CONNECT TO {Database}", "CREATE TABLE ORDERS (ID INTEGER NOT NULL PRIMARY KEY, NOTE VARCHAR(60))",
                         $"INSERT INTO ORDERS WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < {rows}) SELECT I, 'order number ' || VARCHAR(I) FROM N",
                     })
                (await session.RunAsync(new Db2Statement(statement, statement, IsQuery: false), cancellationToken)).Checked(Database);
            return await CountAsync(Database, cancellationToken);
        }, count => $"{count:N0} rows in {Database}");

        var before = await tell.StepAsync("Get-Db2Database", async () => (await new InspectDatabases(db2, tell, engine.Clock).RunAsync([Database], withSize: true, cancellationToken))[0],
            d => $"recoverable: {(d.IsRecoverable ? "yes" : "no")}, LOGARCHMETH1 {d.LogArchiveMethod}, {Narrator.Size(d.SizeBytes ?? 0)}, last backup: none");
        tell.Require(!before.IsRecoverable, "a circular database was shown as recoverable");

        var enabled = await tell.StepAsync("Enable-Db2ArchiveLogging",
            () => new EnableArchiveLogging(db2, tell, engine.Clock).RunAsync(new(Database, sandbox.ArchivePath, sandbox.BackupPath), cancellationToken),
            r => $"{r.DatabaseInfo.LogArchiveMethod}; the offline image that ended BACKUP PENDING: {r.InitialBackup!.Timestamp}, {Narrator.Size(r.InitialBackup.SizeBytes)}");
        tell.Require(enabled.DatabaseInfo is { IsRecoverable: true, IsUsable: true }, "archive logging is not in force");

        var space = await tell.StepAsync("Test-Db2BackupSpace",
            () => new CheckBackupSpace(db2, tell, engine.Clock).RunAsync(new(Database, [sandbox.BackupPath], sandbox.BackupPath), cancellationToken), r => r.ToString());
        tell.Require(space.Passed, "there is no room for the demo");
    }

    /// <returns>The image, and how many rows the writer had committed before BACKUP began and after it ended.</returns>
    private async Task<(BackupImage Image, RowsDuringBackup Rows)> BackUpAsync(CancellationToken cancellationToken)
    {
        await using var writer = new RowWriter(db2, Database, WriterKey);
        writer.Start();
        while (writer.Committed == 0) await Task.Delay(20, cancellationToken);
        var atStart = writer.Committed;
        var image = await tell.StepAsync("Invoke-Db2OnlineBackup, while a writer keeps inserting",
            () => new OnlineBackup(db2, tell, engine.Clock).RunAsync(new(Database, [sandbox.BackupPath]), cancellationToken),
            i => $"{i.Timestamp}, {Narrator.Size(i.SizeBytes)}, logs {i.FirstLog} to {i.LastLog}, db2ckbkp found it good; {writer.Committed - atStart} rows were written meanwhile");
        var atEnd = writer.Committed;
        await writer.StopAsync();

        var protectedBackup = await tell.StepAsync("Protect-Db2Backup", () => new ProtectBackup(engine.Primitives, tell).RunAsync(image, new() { Recipients = [key.Recipient] }, cancellationToken),
            p => $"{p.Compression.ToString().ToLowerInvariant()} and age, {Narrator.Size(image.SizeBytes)} became {Narrator.Size(p.StoredBytes)}");
        var published = await tell.StepAsync("Publish-Db2Backup", () => new PublishBackup(Store, tell, engine.Clock).RunAsync(protectedBackup, new(), cancellationToken), p => $"{p.Key} in {p.Store}, read back, manifest last");
        await tell.StepAsync("Remove-Db2BackupImage", () => new RemoveBackupImage(Store, tell).RunAsync(published, new(), cancellationToken), _ => "the local image is gone: the published copy was read back first");
        return (image, new RowsDuringBackup(atStart, atEnd, writer.Committed));
    }

    private async Task<((DateTimeOffset Between, int Rows) Marks, int All)> GoOnAsync(RowsDuringBackup during, CancellationToken cancellationToken)
    {
        var between = await tell.StepAsync("Two marked commits, a moment apart", async () =>
        {
            await using var session = await db2.OpenAsync(null, cancellationToken);
            (await session.RunAsync(Statements.Connect(Database), cancellationToken)).Checked(Database);
            await RowWriter.InsertAsync(session, WriterKey - 2, "first mark", cancellationToken);
            await Task.Delay(Gap, cancellationToken);
            var moment = engine.Clock.GetUtcNow();
            await Task.Delay(Gap, cancellationToken);
            await RowWriter.InsertAsync(session, WriterKey - 1, "second mark", cancellationToken);
            return moment;
        }, moment => $"the point in time: {moment:yyyy-MM-dd HH:mm:ss.ffffff} UTC");

        var logs = new PublishLogsOptions(new ProtectOptions(Codecs.Best, null, [key.Recipient]));
        await tell.StepAsync("Publish-Db2ArchiveLog -ArchiveCurrent",
            () => new PublishArchiveLogs(db2, Store, engine.Primitives, tell, engine.Clock).RunAsync(new(Database, ArchiveCurrent: true, logs), null, cancellationToken),
            l => $"{l.Count} logs, {l[0].Log.Name} to {l[^1].Log.Name}, {Narrator.Size(l.Sum(x => x.StoredBytes))} stored");
        return ((between, rows + during.Total + 1), rows + during.Total + 2);
    }

    private async Task LoseEverythingAsync(CancellationToken cancellationToken) => await tell.StepAsync("The database, its images and its archived logs are destroyed", async () =>
    {
        await using var session = await db2.OpenAsync(null, cancellationToken);
        (await session.RunAsync(Statements.Drop(Database), cancellationToken)).Checked(Database);
        foreach (var folder in new[] { sandbox.BackupPath, sandbox.ArchivePath })
            foreach (var entry in Directory.GetDirectories(folder)) Directory.Delete(entry, recursive: true);
        return (await DatabaseReader.ListAsync(session, cancellationToken)).Count;
    }, left => $"databases left: {left}; only the store remains");

    private async Task RestoreThreeTimesAsync(BackupImage image, RowsDuringBackup during, (DateTimeOffset Between, int Rows) marks, int all, CancellationToken cancellationToken)
    {
        var atEndOfBackup = await RestoreAsync(Database, "BKPEND", RecoveryTarget.EndOfBackup, cancellationToken) - rows;
        tell.Require(atEndOfBackup >= during.AtStart && atEndOfBackup <= during.AtEnd + 1,
            $"the end of the backup {image.Timestamp} has {atEndOfBackup} of the writer's rows; it had committed {during.AtStart} before and {during.AtEnd} after");
        var atEndOfLogs = await RestoreAsync(Database, Database, RecoveryTarget.EndOfLogs, cancellationToken);
        tell.Require(atEndOfLogs == all, $"the end of the logs has {atEndOfLogs} rows, and {all} were committed");
        var atPoint = await RestoreAsync(Database, "POINT", RecoveryTarget.At(marks.Between), cancellationToken);
        tell.Require(atPoint == marks.Rows, $"the point in time has {atPoint} rows, and {marks.Rows} were committed by then");
    }

    private async Task<int> RestoreAsync(string source, string target, RecoveryTarget end, CancellationToken cancellationToken)
    {
        var counted = 0;
        await tell.StepAsync($"Restore-Db2Database to the {end}, as {target}", async () =>
        {
            var plan = await new PlanRecovery(Store).RunAsync(new(source, target, end), cancellationToken);
            var from = new StoreRestoreSource(Store, engine.Primitives, [key], tell);
            var result = await new RestoreDatabase(db2, from, tell, engine.Clock).RunAsync(new(plan, Path.Combine(sandbox.Path, "restore")), cancellationToken);
            counted = await CountAsync(target, cancellationToken);
            return result;
        }, r => string.Create(CultureInfo.InvariantCulture, $"{counted:N0} rows; last transaction {r.LastCommitted?.ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "none"} UTC; {string.Join(", ", r.Checks)}"));
        return counted;
    }

    private async Task OpenWithPlainProgramsAsync(CancellationToken cancellationToken)
    {
        if (!PlainPrograms.AreHere)
        {
            tell.Line("     note: the programs age and zstd are not on this machine; a stored object was not opened with them");
            return;
        }
        var backup = (await new ListBackups(Store).RunAsync(new() { Databases = [Database] }, cancellationToken)).Backups[0];
        var matches = await tell.StepAsync("A stored backup, opened without this module: cat slices | age -d | zstd -d",
            async () => await PlainPrograms.OpensAsync(await place.FetchAsync(backup, Path.Combine(sandbox.Path, "slices"), cancellationToken), backup.Manifest, key.Reveal(), cancellationToken), same => same ? "the digest of Db2's own image file" : "another digest");
        tell.Require(matches, "age and zstd opened something else than the image");
    }

    private async Task<int> CountAsync(string database, CancellationToken cancellationToken)
    {
        await using var session = await db2.OpenAsync(null, cancellationToken);
        (await session.RunAsync(Statements.Connect(database), cancellationToken)).Checked(database);
        var reply = (await session.RunAsync(Statements.Query("SELECT COUNT(*) FROM ORDERS"), cancellationToken)).Checked(database);
        return int.Parse(reply.Table!.Rows[0][0]!, CultureInfo.InvariantCulture);
    }
}

/// <summary>What the writer had committed when BACKUP began, when it had ended, and in all.</summary>
internal sealed record RowsDuringBackup(int AtStart, int AtEnd, int Total);
