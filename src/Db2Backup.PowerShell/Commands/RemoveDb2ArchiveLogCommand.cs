using System.Globalization;
using System.Management.Automation;
using System.Security;
using Db2Backup.Operations;
using Db2Backup.Planning;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Remove-Db2ArchiveLog: deletes archived logs from the server that nothing needs any more and that every named store gives back with the same digest.</summary>
[Cmdlet(VerbsCommon.Remove, "Db2ArchiveLog", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ArchiveLogRemoval))]
public sealed class RemoveDb2ArchiveLogCommand : InstanceCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>The stores: names of Get-Db2BackupStore, absolute folders or addresses; the configured one when not given. A log goes only when each of them has it. Name every store that keeps backups of the database: what a backup in one of them needs stays.</summary>
    [Parameter(Position = 1)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>Only logs that were closed before this time.</summary>
    [Parameter]
    public DateTimeOffset? Before { get; set; }

    /// <summary>Files with a secret key per line: what is stored is decrypted and compared. Without keys the digest of the stored object is compared with the one written down when it was stored.</summary>
    [Parameter]
    public string[] IdentityFile { get; set; } = [];

    /// <summary>The passphrase that the logs were protected with.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>Backups of the history that went through a pipe and are in none of the stores are not kept any more. Without it the logs that they need stay.</summary>
    [Parameter]
    public SwitchParameter IgnoreStreamed { get; set; }

    /// <summary>Do not ask, and remove also where programs may read the log (CDC, Q Replication): they are known to be past the logs that go.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var files = FullPaths(IdentityFile);
        foreach (var database in Database)
        {
            var planned = TryRunOnInstance(database, (instance, host, token) => OnStoresAsync(database, host.Verbose, async stores =>
                await Work(instance, stores, host).PlanAsync(await OptionsAsync(database, stores.Count, files, host, token).ConfigureAwait(false), token).ConfigureAwait(false)), out var plan);
            if (!planned) continue;
            var action = string.Create(CultureInfo.InvariantCulture, $"Delete {plan.Candidates.Count} archived logs, {plan.Bytes} bytes, if {ObjectStores.Shown(Store)} gives each of them back; {plan.Kept.Count} stay");
            if (!Approved(DatabaseText(database), action, Force)) continue;
            if (TryRunOnInstance(database, (instance, host, token) => OnStoresAsync(database, host.Verbose, async stores =>
                await Work(instance, stores, host).RunAsync(await OptionsAsync(database, stores.Count, files, host, token).ConfigureAwait(false), token).ConfigureAwait(false)), out var removal)) WriteObject(removal);
        }
    }

    private RemoveArchiveLogs Work(Db2Instance instance, IReadOnlyList<Repository> stores, Db2Backup.Hosting.IOperationHost host) =>
        new(Engine.Connect(instance), stores, Engine.Primitives, host, Engine.Clock);

    private async Task<RemoveArchiveLogsOptions> OptionsAsync(string database, int stores, IEnumerable<string> files, Db2Backup.Hosting.IOperationHost host, CancellationToken cancellationToken) => new(database)
    {
        Rules = new LogRemovalRules { Force = Force, Before = Before, Copies = stores },
        IgnoreStreamed = IgnoreStreamed,
        Identities = await KeyArguments.IdentitiesAsync(new BackupKeys(Engine.Primitives, host, Engine.Clock), files, Passphrase, cancellationToken).ConfigureAwait(false),
    };

    /// <summary>A store that cannot be used may keep the very backup that needs a log: it is an error.</summary>
    private Task<T> OnStoresAsync<T>(string database, Action<string> trace, Func<IReadOnlyList<Repository>, Task<T>> work) =>
        Engine.WithStoresAsync(Store, database, trace, stores => work(stores.Select(s => s.Opened()).ToList()));
}
