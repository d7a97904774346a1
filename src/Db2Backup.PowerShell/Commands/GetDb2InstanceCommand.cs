using System.Management.Automation;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2Instance: the instances connected in this runspace; named, or when none is connected, the one that would be used.</summary>
[Cmdlet(VerbsCommon.Get, "Db2Instance")]
[OutputType(typeof(Db2Instance))]
public sealed class GetDb2InstanceCommand : InstanceCmdlet
{
    /// <summary>The instance: its name, or what New-Db2Sandbox gave; the one of DB2INSTANCE when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(InstanceCompleter))]
    public override InstanceArgument? Instance { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connected = InstanceConnections.OfThisRunspace.Instances;
        if (Instance is null && InstanceInfo is null && connected.Count > 0) WriteObject(connected, enumerateCollection: true);
        else if (TryRunOnInstance(Instance?.Name, (instance, _, _) => Task.FromResult(instance), out var found)) WriteObject(found);
    }
}
