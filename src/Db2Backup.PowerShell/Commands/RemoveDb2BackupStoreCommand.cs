using System.Management.Automation;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Remove-Db2BackupStore: forgets the name of a store; nothing in the store itself is touched.</summary>
[Cmdlet(VerbsCommon.Remove, "Db2BackupStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveDb2BackupStoreCommand : StoreCmdlet
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
            if (Approved(name, "Forget the name of this store (its backups stay)", Force))
                if (TryRun(name, (_, _) => { Engine.Configuration.Remove(name); return Task.FromResult(true); }, out _)) StoreSecrets.OfThisRunspace.Forget(Engine.Configuration.Path, name);
    }
}
