using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Invoke-Db2OnlineBackup: BACKUP DATABASE … ONLINE … INCLUDE LOGS into folders, confirmed by history and db2ckbkp.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Db2OnlineBackup", SupportsShouldProcess = true)]
[OutputType(typeof(BackupImage))]
public sealed class InvokeDb2OnlineBackupCommand : BackupCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>Folders that are there; each database gets a folder of its own name in each of them, and each is one stream. BackupPath of the configuration file when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Full, Incremental (what changed since the last full backup) or Delta (what changed since the last backup of any kind); Full when not given.</summary>
    [Parameter]
    public BackupKind Kind { get; set; }

    /// <summary>Leave the logs out: a restore then needs archived ones.</summary>
    [Parameter]
    public SwitchParameter ExcludeLogs { get; set; }

    /// <summary>Db2's own COMPRESS.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <summary>PARALLELISM; Db2 chooses when not given.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? Parallelism { get; set; }

    /// <summary>UTIL_IMPACT_PRIORITY, 1 to 100.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int? Priority { get; set; }

    /// <summary>WITH n BUFFERS.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int? Buffers { get; set; }

    /// <summary>BUFFER n, in pages of 4 KiB.</summary>
    [Parameter]
    [ValidateRange(8, 16384)]
    public int? BufferPages { get; set; }

    /// <summary>Take the backup although a piped test of the space has failed.</summary>
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
            BackUp(new OnlineBackupOptions(database, paths)
            {
                Kind = Kind, IncludeLogs = !ExcludeLogs, Compress = Compress, Parallelism = Parallelism, Priority = Priority, Buffers = Buffers, BufferPages = BufferPages, Verify = !NoVerify,
            }, Path);
    }
}
