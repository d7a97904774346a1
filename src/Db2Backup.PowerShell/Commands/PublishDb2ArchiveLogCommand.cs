using System.Management.Automation;
using System.Security;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Planning;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Publish-Db2ArchiveLog: every archived log of a database that the store does not have yet, known by its digest.</summary>
[Cmdlet(VerbsData.Publish, "Db2ArchiveLog", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedLog))]
public sealed class PublishDb2ArchiveLogCommand : InstanceCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>The stores: names of Get-Db2BackupStore, absolute folders or addresses; the configured one when not given. Each gets the logs that it does not have.</summary>
    [Parameter(Position = 1)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>In how many of the stores the logs have to be for success; in all of them when not given.</summary>
    [Parameter]
    public int? MinimumCopies { get; set; }

    /// <summary>Public keys, age1…; those that the configuration file has for the store when nothing else is said.</summary>
    [Parameter]
    public string[] Recipient { get; set; } = [];

    /// <summary>Files with a public key per line.</summary>
    [Parameter]
    public string[] RecipientFile { get; set; } = [];

    /// <summary>A passphrase in place of keys.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>Only compress.</summary>
    [Parameter]
    public SwitchParameter NoEncryption { get; set; }

    /// <summary>Close the active log first, so that everything committed so far is in the store.</summary>
    [Parameter]
    public SwitchParameter ArchiveCurrent { get; set; }

    /// <summary>zstd where the system has it, else gzip, when not given; logs of a database that compresses what it archives (LOGARCHCOMPR1) are then stored as they are.</summary>
    [Parameter]
    public CompressionCodec? Compression { get; set; }

    /// <summary>instance@host of a writer that is new to the database's folder in the store.</summary>
    [Parameter]
    public string? AdmitWriter { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var files = FullPaths(RecipientFile);
        foreach (var database in Database)
        {
            if (!Confirmed(DatabaseText(database), $"Publish archived logs to {ObjectStores.Shown(Store)}" + (ArchiveCurrent ? ", closing the active log first" : ""))) continue;
            var done = TryRunOnInstance(database, async (instance, host, token) =>
            {
                var db2 = Engine.Connect(instance);
                var compression = CompressionChoice.Of(Compression, null, compressedByDb2: false, ZstdLibrary.IsAvailable);
                host.Verbose($"Logs of {database}: {compression.Why}");
                // By store: each may have keys of its own in the configuration file.
                var options = new Dictionary<string, PublishLogsOptions>();
                foreach (var store in Store.Length == 0 ? [null] : Store.Cast<string?>())
                {
                    var recipients = await new RecipientArguments(Recipient, files, Passphrase, NoEncryption).ReadAsync(Engine, store, database, host, token).ConfigureAwait(false);
                    BackupKeys.Check(recipients, NoEncryption);
                    options[store ?? ""] = new PublishLogsOptions(new ProtectOptions(compression.Codec, compression.Level, recipients)) { Admit = AdmitWriter, CompressAgain = Compression is not null };
                }
                if (Store.Length > 1 || MinimumCopies is not null)
                    return await Engine.WithStoresAsync(Store, database, host.Verbose, stores =>
                        new PublishLogCopies(db2, Engine.Primitives, new StoreCopies(host, Engine.Clock), host, Engine.Clock)
                            .RunAsync(database, ArchiveCurrent, stores, MinimumCopies, store => options.TryGetValue(store.Name, out var its) ? its : options[""], seed: null, token)).ConfigureAwait(false);
                var repository = Engine.OpenStore(Store.FirstOrDefault(), database);
                await using (repository.ConfigureAwait(false))
                    return await new PublishArchiveLogs(db2, repository, Engine.Primitives, host, Engine.Clock).RunAsync(
                        new PublishArchiveLogsOptions(database, ArchiveCurrent, options.Values.Single()), seed: null, token).ConfigureAwait(false);
            }, out var logs);
            if (done) WriteObject(logs, enumerateCollection: true);
        }
    }
}
