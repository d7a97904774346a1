using System.Management.Automation;
using Db2Backup.Errors;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>A cmdlet that takes a backup, and refuses one that a test of the space has shown to fail.</summary>
public abstract class BackupCmdlet : InstanceCmdlet
{
    /// <summary>What Test-Db2BackupSpace gave.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public BackupSpaceResult? SpaceTest { get; set; }

    /// <summary>False when a failed test of the space came along and nothing overrides it; that is written as an error.</summary>
    private protected bool HasRoom(bool force)
    {
        if (SpaceTest is null or { Passed: true } || force) return true;
        WriteError(ErrorRecords.From(new Db2BackupException(ErrorCode.SpaceTestFailed, SpaceTest.ToString(), SpaceTest.Database), SpaceTest.Database));
        return false;
    }

    /// <summary>The folders that were named, else the one of the configuration file; an error is written when there is none.</summary>
    private protected bool TryBackupPaths(string[] named, out string[] paths)
    {
        paths = FullPaths(named);
        if (paths.Length > 0) return true;
        if (!TryRun(null, (_, _) => Task.FromResult(Engine.Configuration.Read().Defaults.BackupPath), out var configured)) return false;
        if (configured is not null) paths = [configured];
        else WriteError(ErrorRecords.From(new Db2BackupException(ErrorCode.PathNotUsable, "No folder was named for the image, and the configuration file has no BackupPath.", "Path"), "Path"));
        return configured is not null;
    }
}
