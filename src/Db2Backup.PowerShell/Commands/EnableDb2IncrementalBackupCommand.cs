using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Enable-Db2IncrementalBackup: TRACKMOD, and the full backup that incremental ones build upon.</summary>
[Cmdlet(VerbsLifecycle.Enable, "Db2IncrementalBackup", SupportsShouldProcess = true)]
[OutputType(typeof(IncrementalBackupResult))]
public sealed class EnableDb2IncrementalBackupCommand : BackupCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>Folders that are there, for the full backup; each database gets a folder of its own name in each of them. BackupPath of the configuration file when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>End the applications of this database, and of no other; take the backup although a piped test of the space has failed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Do not read the image back with db2ckbkp.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!HasRoom(Force) || !TryBackupPaths(Path, out var paths)) return;
        foreach (var database in Database)
        {
            var action = $"Set TRACKMOD to YES, reactivate it, and take a full backup to {string.Join(", ", paths)}" + (Force ? ", ending its applications" : "");
            if (!Confirmed(DatabaseText(database), action)) continue;
            var options = new EnableIncrementalBackupOptions(database, paths) { Force = Force, Verify = !NoVerify };
            if (TryRunOnInstance(database, (instance, host, token) =>
                new EnableIncrementalBackup(Engine.Connect(instance), host, Engine.Clock).RunAsync(options, token), out var result)) WriteObject(result);
        }
    }
}
