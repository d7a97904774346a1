using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Test-Db2BackupSpace: whether there is room for a backup. The databases of one pipeline that share a file system add up.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Db2BackupSpace")]
[OutputType(typeof(BackupSpaceResult), typeof(bool))]
public sealed class TestDb2BackupSpaceCommand : InstanceCmdlet
{
    private readonly Dictionary<string, long> claims = new(StringComparer.Ordinal);

    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>The folders that the image will be written to; BackupPath of the configuration file when not given.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Where the protected copy will lie, when there will be one on disk.</summary>
    [Parameter]
    public string? StagingPath { get; set; }

    /// <summary>Where the backup will be published, to compare it with the store's limits, and with the room of a folder: a name of Get-Db2BackupStore, an absolute folder or an address.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>Over the .NET provider: folder on the server=the same folder here, where its free space can be told.</summary>
    [Parameter]
    public PathMapArgument[] PathMap { get; set; } = [];

    /// <summary>Only true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (staging, maps) = (StagingPath is null ? null : FullPath(StagingPath), PathMapArgument.Maps(PathMap));
        if (!TryBackupPaths(Path, out var paths))
        {
            if (Quiet) WriteObject(false);
            return;
        }
        foreach (var database in Database)
        {
            if (TryRunOnInstance(database, async (instance, host, token) =>
            {
                // On a server elsewhere the path is the server's own, whatever a path is here.
                var options = new BackupSpaceOptions(database, instance.Transport == Db2Transport.Clp || Path.Length == 0 ? paths : Path, staging) { PathMaps = maps };
                var check = new CheckBackupSpace(Connector(instance), host, Engine.Clock, claims);
                if (Store is null) return await check.RunAsync(options, token).ConfigureAwait(false);
                var repository = Engine.OpenStore(Store, database, host.Verbose);
                await using (repository.ConfigureAwait(false)) return await check.RunAsync(options with { Store = repository }, token).ConfigureAwait(false);
            }, out var result))
                WriteObject(Quiet ? result.Passed : result);
            else if (Quiet) WriteObject(false);
        }
    }
}
