using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Enable-Db2ArchiveLogging: LOGARCHMETH1, and the offline backup that Db2 then wants.</summary>
[Cmdlet(VerbsLifecycle.Enable, "Db2ArchiveLogging", SupportsShouldProcess = true)]
[OutputType(typeof(ArchiveLoggingResult))]
public sealed class EnableDb2ArchiveLoggingCommand : InstanceCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>The folder that full logs are copied to; made when it is not there. Not on the disk of the database.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string ArchivePath { get; set; } = "";

    /// <summary>Where the offline image goes, a folder that is there; BackupPath of the configuration file when not given, else initial-backup below the archive folder.</summary>
    [Parameter]
    public string? BackupPath { get; set; }

    /// <summary>End the applications of this database.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Delete the offline image again: no backup exists then.</summary>
    [Parameter]
    public SwitchParameter RemoveInitialBackup { get; set; }

    /// <summary>Do not read the image back with db2ckbkp.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var archive = FullPath(ArchivePath);
        var backup = BackupPath is null ? null : FullPath(BackupPath);
        if (backup is null && !TryRun(null, (_, _) => Task.FromResult(Engine.Configuration.Read().Defaults.BackupPath), out backup)) return;
        foreach (var database in Database)
        {
            var action = $"Set LOGARCHMETH1 to DISK:{archive} and take an offline backup to {backup ?? Path.Combine(archive, EnableArchiveLogging.InitialBackupFolder)}" + (Force ? ", ending its applications" : "");
            if (!Confirmed(DatabaseText(database), action)) continue;
            var options = new EnableArchiveLoggingOptions(database, archive, backup) { Force = Force, RemoveInitialBackup = RemoveInitialBackup, Verify = !NoVerify };
            if (TryRunOnInstance(database, (instance, host, token) =>
                new EnableArchiveLogging(Engine.Connect(instance), host, Engine.Clock).RunAsync(options, token), out var result)) WriteObject(result);
        }
    }
}
