using System.Management.Automation;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Connect-Db2Instance: checks that an instance answers, and makes it the default of this runspace.</summary>
[Cmdlet(VerbsCommunications.Connect, "Db2Instance")]
[OutputType(typeof(Db2Instance))]
public sealed class ConnectDb2InstanceCommand : InstanceCmdlet
{
    /// <summary>The instance: its name, or what New-Db2Sandbox gave; the one of DB2INSTANCE when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(InstanceCompleter))]
    public override InstanceArgument? Instance { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connected = TryRunOnInstance(Instance, async (instance, host, token) =>
        {
            var session = await Engine.Connect(instance).OpenAsync(host.Verbose, token).ConfigureAwait(false);
            await session.DisposeAsync().ConfigureAwait(false);
            return instance;
        }, out var instance);
        if (!connected) return;
        InstanceConnections.OfThisRunspace.Add(instance);
        if (instance.StandIn) WriteVerbose($"{instance} is a stand-in: it is used where it is named, and is never the default.");
        WriteObject(instance);
    }
}
