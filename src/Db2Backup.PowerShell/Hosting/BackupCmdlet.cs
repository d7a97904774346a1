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
}
