using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Remove-Db2Sandbox: stops a stand-in and deletes its folder with everything in it.</summary>
[Cmdlet(VerbsCommon.Remove, "Db2Sandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveDb2SandboxCommand : Db2Cmdlet
{
    /// <summary>The sandbox's folder, or the object that New-Db2Sandbox gave.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public SandboxArgument[] Path { get; set; } = [];

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var folder in FullPaths(Path.Select(p => p.Path).ToArray()))
        {
            if (!Approved(folder, "Stop the sandbox and delete its folder with databases, images and logs", Force)) continue;
            if (!TryRun(folder, async (host, token) => { await new Sandboxes(NewDb2SandboxCommand.ProgramFolder, host).RemoveAsync(folder, token).ConfigureAwait(false); return true; }, out _)) continue;
            foreach (var instance in InstanceConnections.OfThisRunspace.Instances.Where(i => i.Home is { } home && System.IO.Path.GetDirectoryName(home) == folder).ToList())
                InstanceConnections.OfThisRunspace.Remove(instance);
        }
    }
}
