using System.Management.Automation;
using Db2Backup.Catalog;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2RecoveryPlan: which images and logs bring a database back to where it is wanted, or why none do and which time is nearest. No key and no Db2 is needed.</summary>
[Cmdlet(VerbsCommon.Get, "Db2RecoveryPlan", DefaultParameterSetName = "Store")]
[OutputType(typeof(RecoveryPlan))]
public sealed class GetDb2RecoveryPlanCommand : StoreCmdlet
{
    /// <summary>The database as it was backed up.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Database { get; set; } = "";

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Store")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>A file of Export-Db2RecoveryCatalog in place of a store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Catalog")]
    public string CatalogPath { get; set; } = "";

    /// <summary>The image's 14 digits; the newest backup that serves when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public Db2Timestamp? Timestamp { get; set; }

    /// <summary>The alias to restore as; its own when not given.</summary>
    [Parameter]
    public string? TargetDatabase { get; set; }

    /// <summary>Everything in the logs that the store holds. This is what is planned when nothing is said.</summary>
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

    /// <summary>Whose backups are meant, where the store has some of several hosts; hosts that are named together are one database.</summary>
    [Parameter]
    public string[] SourceHost { get; set; } = [];

    /// <summary>Full backups only: what Restore-Db2Database carries out.</summary>
    [Parameter]
    public SwitchParameter FullOnly { get; set; }

    /// <summary>Logs that the store does not have may be in Db2's own paths: what the store's logs do not reach is a warning, and no error.</summary>
    [Parameter]
    public SwitchParameter AllowServerLogs { get; set; }

    /// <summary>What Get-Db2BackupHistory gave: tells whether INCREMENTAL AUTOMATIC can be used, and of LOADs after the backup.</summary>
    [Parameter]
    public BackupHistoryEntry[] History { get; set; } = [];

    /// <summary>The plan as commented statements of db2, in place of an object.</summary>
    [Parameter]
    public SwitchParameter AsScript { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!TryRun(Database, (_, _) => Task.FromResult(TargetArguments.Target(PointInTime, EndOfLogs, EndOfBackup, ImageOnly, otherwise: RecoveryTarget.EndOfLogs)), out var target)) return;
        var request = new RecoveryRequest(Database, (TargetDatabase ?? Database).ToUpperInvariant(), target)
        {
            Timestamp = Timestamp, Hosts = SourceHost, AnyImage = !FullOnly, OwnLogs = AllowServerLogs,
        };
        var captured = new RecoveryMaterial([], []) { History = History };
        var path = ParameterSetName == "Catalog" ? FullPath(CatalogPath) : null;
        var done = path is null
            ? TryRunOnStore(Store, Database, Database, (repository, _, token) => new PlanRecovery(repository) { Captured = captured }.RunAsync(request, token), out var plan)
            : TryRun(Database, async (_, token) =>
            {
                var material = (await RecoveryCatalog.OpenAsync(path, token).ConfigureAwait(false)).ToMaterial();
                return RecoveryPlanner.Plan(request, RecoveryPlanner.Decide(request, History.Length > 0 ? material with { History = History } : material));
            }, out plan);
        if (!done) return;
        if (AsScript) WriteObject(plan.Script);
        else WriteObject(plan);
    }
}
