using System.Management.Automation;
using Db2Backup.Catalog;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Export-Db2RecoveryCatalog: everything that a recovery of a database is planned from, in one JSON file: manifests, names and times of logs, history. With -Anonymous no name of yours is in it.</summary>
[Cmdlet(VerbsData.Export, "Db2RecoveryCatalog", SupportsShouldProcess = true)]
[OutputType(typeof(SavedRecoveryCatalog))]
public sealed class ExportDb2RecoveryCatalogCommand : StoreCmdlet
{
    /// <summary>The database's name in the store.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Database { get; set; } = "";

    /// <summary>The file; it must not be there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Path { get; set; } = "";

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>What Get-Db2BackupHistory gave.</summary>
    [Parameter]
    public BackupHistoryEntry[] History { get; set; } = [];

    /// <summary>Replace every name of a database, instance, host, table space, store, path and recipient by one that says nothing, the same by the same.</summary>
    [Parameter]
    public SwitchParameter Anonymous { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = FullPath(Path);
        if (!Confirmed(path, $"Write the recovery catalog of {Database}{(Anonymous ? ", without names" : "")}")) return;
        if (TryRunOnStore(Store, Database, Database, async (repository, _, token) =>
        {
            var captured = new RecoveryMaterial([], []) { History = History };
            var catalog = RecoveryCatalog.Of(await new PlanRecovery(repository) { Captured = captured }.CaptureAsync(Database, token).ConfigureAwait(false));
            return await (Anonymous ? new CatalogAnonymiser().Run(catalog) : catalog).SaveAsync(path, token).ConfigureAwait(false);
        }, out var file)) WriteObject(file);
    }
}
