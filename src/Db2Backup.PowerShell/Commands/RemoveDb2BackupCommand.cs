using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Remove-Db2Backup: deletes a backup from a store, its manifest first.</summary>
[Cmdlet(VerbsCommon.Remove, "Db2Backup", DefaultParameterSetName = "Backup", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveDb2BackupCommand : StoreCmdlet
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

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var backup = Backup;
        if (backup is null && !TryRunOnStore(Store, Database, BackupText(Database, Timestamp), (repository, _, token) => new ListBackups(repository).FindAsync(Database, Timestamp, token), out backup)) return;
        if (!Approved(backup.ToString(), $"Delete the backup for ever, {backup.StoredBytes:N0} bytes", Force)) return;
        if (TryRunOnStore(backup.Store, backup.Database, BackupText(backup.Database, backup.Timestamp), (repository, host, token) => new RemoveBackup(repository, host).RunAsync(backup, token), out var freed))
            WriteVerbose($"{backup} was deleted: {freed:N0} bytes freed.");
    }
}
