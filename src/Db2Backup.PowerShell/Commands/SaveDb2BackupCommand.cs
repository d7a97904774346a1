using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Save-Db2Backup: fetches a backup from a store; a file gets its name only after length and digest were found right.</summary>
[Cmdlet(VerbsData.Save, "Db2Backup", DefaultParameterSetName = "Backup", SupportsShouldProcess = true)]
[OutputType(typeof(SavedBackup))]
public sealed class SaveDb2BackupCommand : StoreCmdlet
{
    /// <summary>What Get-Db2Backup or Publish-Db2Backup gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Backup")]
    public PublishedBackup? Backup { get; set; }

    /// <summary>The database's name in the store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    public string Database { get; set; } = "";

    /// <summary>The image's 14 digits.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    public Db2Timestamp Timestamp { get; set; }

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(ParameterSetName = "Name")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>The folder for the files; made when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Destination { get; set; } = "";

    /// <summary>Only the image; also when the recovery kit is gone or damaged in the store.</summary>
    [Parameter]
    public SwitchParameter NoRecoveryKit { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var destination = FullPath(Destination);
        var what = Backup?.ToString() ?? $"{Database} {Timestamp} in {ObjectStores.Shown(Store)}";
        if (!Confirmed(what, $"Save to {destination}")) return;
        if (TryRunOnStore(Backup?.Store ?? Store, Database, Backup is { } given ? BackupText(given.Database, given.Timestamp) : BackupText(Database, Timestamp), async (repository, host, token) =>
        {
            var backup = Backup ?? await new ListBackups(repository).FindAsync(Database, Timestamp, token).ConfigureAwait(false);
            return await new SaveBackup(repository, Engine.Primitives, host).RunAsync(backup, new SaveBackupOptions { TargetFolder = destination, RecoveryKit = !NoRecoveryKit }, token).ConfigureAwait(false);
        }, out var saved)) WriteObject(saved);
    }
}
