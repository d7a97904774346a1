using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Restart-Db2Database: RESTART DATABASE, the crash recovery that SQL1015N asks for.</summary>
[Cmdlet(VerbsLifecycle.Restart, "Db2Database", SupportsShouldProcess = true)]
[OutputType(typeof(Db2Database))]
public sealed class RestartDb2DatabaseCommand : InstanceCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var database in Database)
        {
            if (!Confirmed(DatabaseText(database), "Restart (crash recovery)")) continue;
            if (TryRunOnInstance(database, (instance, host, token) =>
                new RestartDatabase(Engine.Connect(instance), host, Engine.Clock).RunAsync(database, token), out var result)) WriteObject(result);
        }
    }
}
