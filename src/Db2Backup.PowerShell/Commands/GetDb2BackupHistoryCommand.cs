using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2BackupHistory: backups and restores in a database's recovery history file.</summary>
[Cmdlet(VerbsCommon.Get, "Db2BackupHistory")]
[OutputType(typeof(BackupHistoryEntry))]
public sealed class GetDb2BackupHistoryCommand : InstanceCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var database in Database)
            if (TryRunOnInstance(database, (instance, host, token) => new BackupHistory(Connector(instance), host, Engine.Clock).RunAsync(database, token), out var entries))
                WriteObject(entries, enumerateCollection: true);
    }
}
