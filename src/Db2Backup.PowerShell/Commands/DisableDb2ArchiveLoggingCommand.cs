using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Disable-Db2ArchiveLogging: back to circular logging; no online backup and no rollforward is possible from then on.</summary>
[Cmdlet(VerbsLifecycle.Disable, "Db2ArchiveLogging", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ArchiveLoggingResult))]
public sealed class DisableDb2ArchiveLoggingCommand : InstanceCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>End the applications of this database, and do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var database in Database)
        {
            if (!Approved(DatabaseText(database), "Set LOGARCHMETH1 and LOGARCHMETH2 to OFF: no online backup and no rollforward from then on" + (Force ? ", ending its applications" : ""), Force)) continue;
            if (TryRunOnInstance(database, (instance, host, token) =>
                new DisableArchiveLogging(Engine.Connect(instance), host, Engine.Clock).RunAsync(database, Force, token), out var result)) WriteObject(result);
        }
    }
}
