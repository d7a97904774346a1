using System.Management.Automation;
using Db2Backup.Errors;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Disconnect-Db2Instance: this runspace forgets an instance. No session is open between cmdlets, so nothing is closed.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Db2Instance")]
public sealed class DisconnectDb2InstanceCommand : PSCmdlet
{
    /// <summary>The instance; all of this runspace when none is named.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(InstanceCompleter))]
    public InstanceArgument? Instance { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connections = InstanceConnections.OfThisRunspace;
        if (Instance is null)
        {
            foreach (var connected in connections.Instances.ToList()) connections.Remove(connected);
            return;
        }
        var instance = Instance.Instance ?? connections.Find(Instance.Name);
        if (instance is not null && connections.Remove(instance)) return;
        WriteError(ErrorRecords.From(new Db2BackupException(ErrorCode.InstanceNotFound, $"Instance {Instance} is not connected in this session.", Instance.Name), Instance.Name));
    }
}
