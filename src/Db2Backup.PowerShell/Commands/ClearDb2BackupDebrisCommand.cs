using System.Management.Automation;
using Db2Backup.Db2.Pipes;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Clear-Db2BackupDebris: removes what runs left that were killed: named pipes here, and objects without a manifest in a store. Runs at work are never touched.</summary>
[Cmdlet(VerbsCommon.Clear, "Db2BackupDebris", SupportsShouldProcess = true)]
[OutputType(typeof(ClearedDebris))]
public sealed class ClearDb2BackupDebrisCommand : StoreCmdlet
{
    /// <summary>The database's name in the store; all when not given.</summary>
    [Parameter(Position = 0)]
    public string? Database { get; set; }

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given, and none when there is none.</summary>
    [Parameter(Position = 1)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>The folder in which pipes were made; the temporary folder when not given.</summary>
    [Parameter]
    public string? PipePath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var parent = PipePath is null ? PipeFolder.DefaultParent : FullPath(PipePath);
        if (TryRun(parent, (host, _) => Task.FromResult(new ClearDebris(host, Engine.Clock).FindPipes(parent)), out var pipes))
            foreach (var found in pipes)
                if (Confirmed(found.ToString(), "Remove") && TryRun(found.Path, (host, _) =>
                {
                    new ClearDebris(host, Engine.Clock).RemovePipes(found);
                    return Task.FromResult(true);
                }, out _)) WriteObject(found);

        if (!TryRun(null, (_, _) => Task.FromResult(Store ?? Engine.Configuration.NameFor(Database ?? "")), out var store)) return;
        if (store is null)
        {
            WriteVerbose("No store was named, and the configuration file gives none: only this machine was looked at.");
            return;
        }
        var database = Database?.ToUpperInvariant();
        if (!TryRunOnStore(store, database, ObjectStores.Shown(store), (repository, host, token) => new ClearDebris(host, Engine.Clock).FindObjectsAsync(repository, database, token), out var objects)) return;
        foreach (var found in objects)
        {
            if (!Confirmed(found.ToString(), $"Delete {found.Objects} objects, {found.SizeBytes:N0} bytes")) continue;
            if (TryRunOnStore(store, database, found.Path, (repository, host, token) => new ClearDebris(host, Engine.Clock).RemoveObjectsAsync(repository, found, token), out var removed) && removed) WriteObject(found);
        }
    }
}
