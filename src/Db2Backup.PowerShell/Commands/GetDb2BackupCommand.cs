using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2Backup: the backups in a store, from its manifests. No key and no Db2 is needed.</summary>
[Cmdlet(VerbsCommon.Get, "Db2Backup")]
[OutputType(typeof(PublishedBackup))]
public sealed class GetDb2BackupCommand : StoreCmdlet
{
    /// <summary>Names, with wildcards * and ?; all when none is given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Database { get; set; } = [];

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>Only full, incremental or delta backups.</summary>
    [Parameter]
    public BackupKind? Kind { get; set; }

    /// <summary>Started at or after this time.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Started before this time.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    /// <summary>The image's 14 digits.</summary>
    [Parameter]
    public Db2Timestamp? Timestamp { get; set; }

    /// <summary>Only the newest of each database.</summary>
    [Parameter]
    public SwitchParameter Latest { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new ListBackupsOptions { Databases = Database, Kind = Kind, Since = Since, Before = Before, Timestamp = Timestamp };
        if (!TryRunOnStore(Store, Database.FirstOrDefault(), Store is null ? null : ObjectStores.Shown(Store), (repository, _, token) => new ListBackups(repository).RunAsync(options, token), out var listing)) return;
        foreach (var error in listing.Errors) WriteError(ErrorRecords.From(error, error.Target));
        var backups = Latest ? listing.Backups.GroupBy(b => b.Database).Select(g => g.Last()) : listing.Backups;
        foreach (var backup in backups) WriteObject(backup);
    }
}
