using System.Management.Automation;
using Db2Backup.Errors;
using Db2Backup.Operations;

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

    private protected static string KindText(BackupKind kind) => kind switch
    {
        BackupKind.Incremental => " what changed since the last full backup",
        BackupKind.Delta => " what changed since the last backup",
        _ => "",
    };

    /// <param name="named">The folders as they were typed: on a server elsewhere a path is the server's own, whatever it would be here.</param>
    private protected void BackUp(OnlineBackupOptions options, string[] named)
    {
        if (!Confirmed(DatabaseText(options.Database), $"Back up online{KindText(options.Kind)} to {string.Join(", ", options.Paths)}")) return;
        if (TryRunOnInstance(options.Database, (instance, host, token) =>
            new OnlineBackup(Connector(instance), host, Engine.Clock)
                .RunAsync(instance.Transport == Db2Transport.Clp || named.Length == 0 ? options : options with { Paths = named }, token), out var image)) WriteObject(image);
    }

    private protected void BackUp(OfflineBackupOptions options)
    {
        if (!Confirmed(DatabaseText(options.Database), $"Back up offline{KindText(options.Kind)} to {string.Join(", ", options.Paths)}" + (options.Force ? ", ending its applications" : ""))) return;
        if (TryRunOnInstance(options.Database, (instance, host, token) =>
            new OfflineBackup(Engine.Connect(instance), host, Engine.Clock).RunAsync(options, token), out var image)) WriteObject(image);
    }
}
