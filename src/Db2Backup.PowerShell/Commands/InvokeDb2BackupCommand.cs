using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Invoke-Db2Backup: an online or an offline backup, as the parameter, else the configuration file says; online otherwise.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Db2Backup", SupportsShouldProcess = true)]
[OutputType(typeof(BackupImage))]
public sealed class InvokeDb2BackupCommand : BackupCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>Folders that are there; each database gets a folder of its own name in each of them, and each is one stream. BackupPath of the configuration file when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Online or Offline; Strategy of the configuration file when not given, else Online.</summary>
    [Parameter]
    public BackupMode? Strategy { get; set; }

    /// <summary>Full, Incremental (what changed since the last full backup) or Delta (what changed since the last backup of any kind); Full when not given.</summary>
    [Parameter]
    public BackupKind Kind { get; set; }

    /// <summary>Offline: end the applications of this database, and of no other. Both: take the backup although a piped test of the space has failed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Db2's own COMPRESS.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <summary>PARALLELISM; Db2 chooses when not given.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? Parallelism { get; set; }

    /// <summary>Do not read the image back with db2ckbkp.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!HasRoom(Force) || !TryBackupPaths(Path, out var paths)) return;
        if (!TryRun(null, (_, _) => Task.FromResult(Strategy ?? new BackupSettings(Engine.Configuration).Strategy), out var mode)) return;
        foreach (var database in Database)
        {
            if (mode == BackupMode.Online)
                BackUp(new OnlineBackupOptions(database, paths) { Kind = Kind, Compress = Compress, Parallelism = Parallelism, Verify = !NoVerify }, Path);
            else
                BackUp(new OfflineBackupOptions(database, paths) { Kind = Kind, Force = Force, Compress = Compress, Parallelism = Parallelism, Verify = !NoVerify });
        }
    }
}
