using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Test-Db2BackupStore: tries everything that backups need of a store, with a small object that is removed again.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Db2BackupStore")]
[OutputType(typeof(BackupStoreTest), typeof(bool))]
public sealed class TestDb2BackupStoreCommand : StoreCmdlet
{
    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>Only true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (TryRunOnStore(Store, null, ObjectStores.Shown(Store), (repository, host, token) => new TestStore(repository, host, Engine.Clock).RunAsync(token), out var test))
            WriteObject(Quiet ? test.Passed : test);
        else if (Quiet) WriteObject(false);
    }
}
