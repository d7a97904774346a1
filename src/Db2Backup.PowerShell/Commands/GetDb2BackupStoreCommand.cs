using System.Management.Automation;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2BackupStore: the stores that the configuration file keeps under short names.</summary>
[Cmdlet(VerbsCommon.Get, "Db2BackupStore")]
[OutputType(typeof(BackupStore))]
public sealed class GetDb2BackupStoreCommand : StoreCmdlet
{
    /// <summary>Names, with wildcards * and ?; all when none is given.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name.Length == 0 ? ["*"] : Name)
        {
            var isPattern = WildcardPattern.ContainsWildcardCharacters(name);
            if (TryRun(name, (_, _) => Task.FromResult(isPattern ? Engine.Configuration.List(name) : [Engine.Configuration.Get(name)]), out var stores))
                WriteObject(stores, enumerateCollection: true);
        }
    }
}
