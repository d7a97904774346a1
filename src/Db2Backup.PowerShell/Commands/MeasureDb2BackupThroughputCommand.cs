using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Measure-Db2BackupThroughput: how fast the backups of a store were, what held them back, and what to change; from their manifests.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Db2BackupThroughput", DefaultParameterSetName = "Store")]
[OutputType(typeof(Db2ThroughputReport))]
public sealed class MeasureDb2BackupThroughputCommand : StoreCmdlet
{
    private readonly List<PublishedBackup> piped = [];

    /// <summary>Names, with wildcards * and ?; all when none is given.</summary>
    [Parameter(Position = 0, ParameterSetName = "Store")]
    [SupportsWildcards]
    public string[] Database { get; set; } = [];

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(Position = 1, ParameterSetName = "Store")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>Only backups that began at or after this time.</summary>
    [Parameter(ParameterSetName = "Store")]
    public DateTimeOffset? Since { get; set; }

    /// <summary>What Get-Db2Backup or Backup-Db2Database gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Backup")]
    public PublishedBackup? Backup { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Backup is not null) piped.Add(Backup);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        IReadOnlyList<PublishedBackup> backups = piped;
        if (ParameterSetName == "Store")
        {
            var options = new ListBackupsOptions { Databases = Database, Since = Since };
            if (!TryRunOnStore(Store, Database.FirstOrDefault(), Store is null ? null : ObjectStores.Shown(Store), (repository, _, token) => new ListBackups(repository).RunAsync(options, token), out var listing)) return;
            foreach (var error in listing.Errors) WriteError(ErrorRecords.From(error, error.Target));
            backups = listing.Backups;
        }
        foreach (var group in backups.GroupBy(b => (b.Database, b.Store))) WriteObject(Throughput.Of(group.Key.Database, group.Key.Store, group));
    }
}
