using System.Management.Automation;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2RecoverableRange: the windows of time to which a database can be restored from a store, and what ends each of them. No key and no Db2 is needed.</summary>
[Cmdlet(VerbsCommon.Get, "Db2RecoverableRange", DefaultParameterSetName = "Store")]
[OutputType(typeof(RecoverableRange))]
public sealed class GetDb2RecoverableRangeCommand : StoreCmdlet
{
    /// <summary>Names, with wildcards * and ?; all when none is given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Database { get; set; } = [];

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = "Store")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>A file of Export-Db2RecoveryCatalog in place of a store: of all databases in it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Catalog")]
    public string CatalogPath { get; set; } = "";

    /// <summary>Hosts whose backups and logs are taken for those of one database (an HADR pair); each host for itself when not given.</summary>
    [Parameter]
    public string[] SourceHost { get; set; } = [];

    /// <summary>By full backups only: what Restore-Db2Database carries out.</summary>
    [Parameter]
    public SwitchParameter FullOnly { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = ParameterSetName == "Catalog" ? FullPath(CatalogPath) : null;
        var done = path is null
            ? TryRunOnStore(Store, Database.FirstOrDefault(), Store is null ? null : ObjectStores.Shown(Store), (repository, _, token) => new PlanRecovery(repository).RangesAsync(Database, SourceHost, !FullOnly, token), out var found)
            : TryRun(path, async (_, token) =>
            {
                var material = (await RecoveryCatalog.OpenAsync(path, token).ConfigureAwait(false)).ToMaterial();
                return (RangeSearch.Find(material, SourceHost, !FullOnly).Ranges, (IReadOnlyList<Db2BackupException>)[]);
            }, out found);
        if (!done) return;
        foreach (var error in found.Errors) WriteError(ErrorRecords.From(error, error.Target));
        foreach (var range in found.Ranges) WriteObject(range);
    }
}
