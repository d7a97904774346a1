using System.Management.Automation;
using Db2Backup.Adapters;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>New-Db2BackupKey: makes a key pair and writes its secret half to a file of mode 600.</summary>
[Cmdlet(VerbsCommon.New, "Db2BackupKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupKey))]
public sealed class NewDb2BackupKeyCommand : Db2Cmdlet
{
    /// <summary>The identity file; it must not exist.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = FullPath(Path);
        if (!Confirmed(path, "Write a new secret key")) return;
        var engine = Engine.Create();
        if (TryRun(path, (host, token) => new BackupKeys(engine.Primitives, host, engine.Clock).CreateAsync(path, token), out var key)) WriteObject(key);
    }
}
