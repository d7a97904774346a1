using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2ArchiveLog: the archived logs of a database, on its server and in stores, and whether each was shipped.</summary>
[Cmdlet(VerbsCommon.Get, "Db2ArchiveLog")]
[OutputType(typeof(Db2ArchiveLog))]
public sealed class GetDb2ArchiveLogCommand : InstanceCmdlet
{
    /// <summary>Aliases; with -StoreOnly the names that the databases have in the store.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>Stores to look in: names of Get-Db2BackupStore, absolute folders or addresses; the configured one, if there is one, when not given.</summary>
    [Parameter(Position = 1)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>Read every log on the server for its digest: names repeat, and only the digest tells whether a store has this one.</summary>
    [Parameter]
    public SwitchParameter Digest { get; set; }

    /// <summary>Only what the stores have: no Db2 is asked.</summary>
    [Parameter]
    public SwitchParameter StoreOnly { get; set; }

    /// <summary>Only the logs that no store is known to have; those that only the name tells of are among them.</summary>
    [Parameter]
    public SwitchParameter Unpublished { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var database in Database)
        {
            if (!TryRun(database, (_, _) => Task.FromResult(Engine.Configuration.NameFor(database)), out var configured)) continue;
            var asked = Store.Length > 0 || StoreOnly || configured is not null;
            IReadOnlyList<Db2ArchiveLog> logs;
            var done = StoreOnly
                ? TryRun(database, (host, token) => OnStoresAsync(database, host.Verbose, stores => ListArchiveLogs.InStoresAsync(database, stores, token)), out logs)
                : TryRunOnInstance(database, (instance, host, token) =>
                {
                    var db2 = Engine.Connect(instance);
                    var list = new ListArchiveLogs(host, Engine.Clock);
                    return asked
                        ? OnStoresAsync(database, host.Verbose, stores => list.RunAsync(db2, database, stores, Digest, token))
                        : list.RunAsync(db2, database, null, Digest, token);
                }, out logs);
            if (done) WriteObject(Unpublished ? logs.Where(l => l.Published != LogPublication.Yes) : logs, enumerateCollection: true);
        }
    }

    /// <summary>A store that cannot be looked into is an error: a log that may be there is not told to be missing.</summary>
    private Task<T> OnStoresAsync<T>(string database, Action<string> trace, Func<IReadOnlyList<Repository>, Task<T>> work) =>
        Engine.WithStoresAsync(Store, database, trace, stores => work(stores.Select(s => s.Opened()).ToList()));
}
