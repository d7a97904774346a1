using System.Management.Automation;
using System.Security;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Restore-Db2Database: plan, ask, fetch and verify, RESTORE, ROLLFORWARD, and every post-condition read back from Db2.</summary>
[Cmdlet(VerbsData.Restore, "Db2Database", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RestoreResult))]
public sealed class RestoreDb2DatabaseCommand : InstanceCmdlet
{
    /// <summary>The database as it was backed up.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Name")]
    public string Database { get; set; } = "";

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(ParameterSetName = "Name")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>The image's 14 digits; the newest backup that serves when not given.</summary>
    [Parameter(ParameterSetName = "Name")]
    public Db2Timestamp? Timestamp { get; set; }

    /// <summary>Whose backups are meant, where the store has some of several hosts; hosts that are named together are one database.</summary>
    [Parameter(ParameterSetName = "Name")]
    public string[] SourceHost { get; set; } = [];

    /// <summary>What Get-Db2Backup or Publish-Db2Backup gave: this very backup.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Backup")]
    public PublishedBackup? Backup { get; set; }

    /// <summary>What Get-Db2RecoveryPlan gave: this very plan. It says already where the recovery ends.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Plan")]
    public RecoveryPlan? Plan { get; set; }

    /// <summary>The alias to restore as; its own when not given.</summary>
    [Parameter]
    public string? TargetDatabase { get; set; }

    /// <summary>Everything in the logs that the store and Db2's own paths hold. This is what is done when nothing is said.</summary>
    [Parameter]
    public SwitchParameter EndOfLogs { get; set; }

    /// <summary>The earliest consistent state of the backup.</summary>
    [Parameter]
    public SwitchParameter EndOfBackup { get; set; }

    /// <summary>All units of work committed at or before this time.</summary>
    [Parameter]
    public DateTimeOffset? PointInTime { get; set; }

    /// <summary>An offline image as it is, without logs.</summary>
    [Parameter]
    public SwitchParameter ImageOnly { get; set; }

    /// <summary>Files with a secret key per line.</summary>
    [Parameter]
    public string[] IdentityFile { get; set; } = [];

    /// <summary>The passphrase it was protected with.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>Where images and logs are put meanwhile; made when it is not there. RestorePath of the configuration file when not given.</summary>
    [Parameter]
    public string? WorkPath { get; set; }

    /// <summary>Where a new database is made; the instance's default when not given.</summary>
    [Parameter]
    public string? DatabasePath { get; set; }

    /// <summary>Where a copy (another name, instance or host) archives its logs; when not given, a folder of its own (archive-name) below the work folder, which stays.</summary>
    [Parameter]
    public string? ArchivePath { get; set; }

    /// <summary>Leave the log archiving of the image in force although this is a copy.</summary>
    [Parameter]
    public SwitchParameter KeepLogArchiving { get; set; }

    /// <summary>PARALLELISM; Db2 chooses when not given.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? Parallelism { get; set; }

    /// <summary>Save the image to the work folder first, also where it could be streamed into Db2 through a pipe.</summary>
    [Parameter]
    public SwitchParameter SaveFirst { get; set; }

    /// <summary>A folder of a local file system for the pipes; the temporary folder when not given.</summary>
    [Parameter]
    public string? PipePath { get; set; }

    /// <summary>Replace an existing database, end its applications, and do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private sealed record Prepared(RecoveryPlan Plan, Db2Instance Instance, Db2Database? Existing, string WorkFolder);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var target = Plan?.Database ?? Backup?.Manifest.Alias ?? Database;
        var (work, identities) = (WorkPath is null ? null : FullPath(WorkPath), FullPaths(IdentityFile));
        if (!TryRunOnInstance(target, (instance, host, token) => PrepareAsync(instance, work, host, token), out var prepared)) return;

        var plan = prepared.Plan;
        foreach (var warning in plan.Warnings) WriteWarning(warning);
        var where = $"{plan.TargetDatabase} of instance {prepared.Instance}";
        if (!Approved(where, plan + (prepared.Existing is null ? "" : ", REPLACING the database that is there") + (IsWhatIf ? $"\n{plan.Script}" : ""), Force)) return;
        var options = new RestoreOptions(plan, prepared.WorkFolder)
        {
            // A yes to a question that names what is replaced counts; a question that was not asked does not.
            Overwrite = Force || (prepared.Existing is not null && IsAsking),
            Force = Force,
            DatabasePath = DatabasePath is null ? null : FullPath(DatabasePath),
            ArchivePath = ArchivePath is null ? null : FullPath(ArchivePath),
            KeepLogArchiving = KeepLogArchiving,
            Parallelism = Parallelism,
            SaveFirst = SaveFirst,
            PipePath = PipePath is null ? null : FullPath(PipePath),
        };
        var done = TryRun(plan.TargetDatabase, async (host, token) =>
        {
            var keys = await KeyArguments.IdentitiesAsync(new BackupKeys(Engine.Primitives, host, Engine.Clock), identities, Passphrase, token).ConfigureAwait(false);
            var repository = Engine.OpenStore(plan.Backup.Store, plan.Database);
            await using (repository.ConfigureAwait(false))
                return await new RestoreDatabase(Engine.Connect(prepared.Instance), new StoreRestoreSource(repository, Engine.Primitives, keys, host), host, Engine.Clock)
                    .RunAsync(options, token).ConfigureAwait(false);
        }, out var result);
        if (done) WriteObject(result);
    }

    /// <summary>Everything that the question needs; nothing is changed.</summary>
    private async Task<Prepared> PrepareAsync(Db2Instance instance, string? work, Db2Backup.Hosting.IOperationHost host, CancellationToken cancellationToken)
    {
        // First: over the provider nothing else needs to be asked.
        var db2 = Engine.Connect(instance);
        var folder = work ?? Engine.Configuration.Read().Defaults.RestorePath
            ?? throw new Errors.Db2BackupException(Errors.ErrorCode.PathNotUsable, "No work folder was given, and the configuration file has no RestorePath.", "WorkPath");
        var plan = await PlanAsync(cancellationToken).ConfigureAwait(false);

        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        var entry = await DatabaseReader.FindAsync(session, plan.TargetDatabase, cancellationToken).ConfigureAwait(false);
        var existing = entry is { IsLocal: true } ? await new DatabaseReader(instance, Engine.Clock).ReadAsync(session, entry, cancellationToken).ConfigureAwait(false) : null;
        return new Prepared(plan, instance, existing, folder);
    }

    private async Task<RecoveryPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var end = TargetArguments.Target(PointInTime, EndOfLogs, EndOfBackup, ImageOnly, otherwise: Plan?.Target ?? RecoveryTarget.EndOfLogs);
        if (Plan is { } given)
        {
            if (end != given.Target) throw new Errors.Db2BackupException(Errors.ErrorCode.RecoveryTargetInvalid, $"The plan ends at {given.Target}, and {end} was asked for: make another plan.", given.Database);
            if (!given.IsSingleImage) throw RestoreDatabase.NotExecutable(given);
            return TargetDatabase is null ? given : RecoveryPlanner.As(given, TargetDatabase.ToUpperInvariant());
        }
        var database = Backup?.Manifest.Alias ?? Database;
        var request = new RecoveryRequest(database, (TargetDatabase ?? database).ToUpperInvariant(), end) { Timestamp = Backup?.Timestamp ?? Timestamp, Hosts = SourceHost };
        var repository = Engine.OpenStore(Backup?.Store ?? Store, database);
        await using (repository.ConfigureAwait(false))
            return await new PlanRecovery(repository).RunAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
