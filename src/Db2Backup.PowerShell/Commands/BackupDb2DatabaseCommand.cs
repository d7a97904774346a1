using System.Management.Automation;
using System.Security;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Compression;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Backup-Db2Database: the whole cycle in one: Db2 writes, and what it writes is compressed, encrypted and stored at the same time.</summary>
[Cmdlet(VerbsData.Backup, "Db2Database", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedBackup))]
public sealed class BackupDb2DatabaseCommand : BackupCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>The stores: names of Get-Db2BackupStore, absolute folders or addresses; the configured one when not given. Several get the same stream at the same time.</summary>
    [Parameter(Position = 1)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>In how many of the stores the backup has to be for success; in all of them when not given.</summary>
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

    /// <summary>Online or Offline; Strategy of the configuration file when not given, else Online.</summary>
    [Parameter]
    public BackupMode? Strategy { get; set; }

    /// <summary>Full, Incremental (what changed since the last full backup) or Delta (what changed since the last backup of any kind); Full when not given.</summary>
    [Parameter]
    public BackupKind Kind { get; set; }

    /// <summary>How many streams Db2 writes at the same time; each is one file of the image.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int Stream { get; set; } = 1;

    /// <summary>PARALLELISM: how many table spaces Db2 reads at the same time; Db2 chooses when not given.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? Parallelism { get; set; }

    /// <summary>UTIL_IMPACT_PRIORITY, 1 to 100, of an online backup.</summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int? Priority { get; set; }

    /// <summary>zstd where the system has it, else gzip; none for an image that Db2 compresses or encrypts itself, when not given.</summary>
    [Parameter]
    public CompressionCodec? Compression { get; set; }

    /// <summary>The codec's own level.</summary>
    [Parameter]
    [ValidateRange(1, 22)]
    public int? CompressionLevel { get; set; }

    /// <summary>Folders for files in place of pipes: the image lies there and is checked with db2ckbkp before it is stored, and is deleted when the store has the same.</summary>
    [Parameter]
    public string[] StagingPath { get; set; } = [];

    /// <summary>A folder of a local file system for the pipes; the temporary folder when not given.</summary>
    [Parameter]
    public string? PipePath { get; set; }

    /// <summary>How long Db2 may write nothing before its backup is stopped; half an hour when not given.</summary>
    [Parameter]
    public TimeSpan? StallTimeout { get; set; }

    /// <summary>Offline: end the applications of this database, and of no other. With staged files: take the backup although a piped test of the space has failed.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Read every stored byte back and compare its digest; else the lengths of all objects are read back.</summary>
    [Parameter]
    public SwitchParameter ReadBackDigest { get; set; }

    /// <summary>instance@host of a writer that is new to the database's folder in the store.</summary>
    [Parameter]
    public string? AdmitWriter { get; set; }

    /// <summary>Only the image: nothing of the configuration, table spaces, history and DDL lies beside it.</summary>
    [Parameter]
    public SwitchParameter NoRecoveryKit { get; set; }

    private readonly List<StagedItem> stagedItems = [];

    private sealed record StagedItem(string Database, BackupMode Mode, Func<CancellationToken, Task<Db2Instance>> Instance);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // What goes through pipes needs no room.
        if (StagingPath.Length > 0 && !HasRoom(Force)) return;
        if (!TryRun(null, (_, _) => Task.FromResult(Strategy ?? new BackupSettings(Engine.Configuration).Strategy), out var mode)) return;
        foreach (var database in Database)
        {
            var way = StagingPath.Length > 0 ? $"by files in {string.Join(", ", FullPaths(StagingPath))}" : "by pipes";
            if (!Confirmed(DatabaseText(database), $"Back up {(mode == BackupMode.Online ? "online" : "offline")}{KindText(Kind)} {way} to {ObjectStores.Shown(Store)}" + (mode == BackupMode.Offline && Force ? ", ending its applications" : ""))) continue;
            var item = new StagedItem(database, mode, InstanceOfNow());
            if (StagingPath.Length > 0) stagedItems.Add(item);
            else if (TryRun(database, Streamed(item), out var published)) WriteObject(published, enumerateCollection: true);
        }
    }

    /// <summary>With staged files all at once: one is stored while the next is taken.</summary>
    protected override void EndProcessing()
    {
        if (stagedItems.Count == 0) return;
        var (work, bars) = (Staged(), new StoreHosts());
        _ = TryRun(null, async (host, token) =>
        {
            await StagedTurns.RunAsync(stagedItems, async (item, turn, stop) =>
            {
                // One bar for both that are under way.
                var told = stagedItems.Count == 1 ? host : new StoreHost(host, item.Database, bars, Engine.Clock);
                try
                {
                    return await work(item, turn, told, stop).ConfigureAwait(false);
                }
                finally
                {
                    bars.Remove(item.Database);
                }
            }, (item, ended) => Tell(host, item.Database, ended), token).ConfigureAwait(false);
            return true;
        }, out _);
    }

    private Func<IOperationHost, CancellationToken, Task<IReadOnlyList<PublishedBackup>>> Streamed(StagedItem item)
    {
        var (read, stores, minimum, withKit) = (OptionsReader(), Store, MinimumCopies, !NoRecoveryKit);
        return async (host, token) =>
        {
            var db2 = Engine.Connect(await item.Instance(token).ConfigureAwait(false));
            var options = await read(item, host, token).ConfigureAwait(false);
            // One for all stores, made when the first wants it.
            await using var kit = withKit ? Engine.Kit(db2, host, new RecoveryKitOptions { Recipients = options.Recipients }) : null;
            options = options with { Publish = options.Publish with { Kit = kit } };
            return await Engine.WithStoresAsync(stores, item.Database, host.Verbose, opened =>
                new StreamBackup(db2, new BackupTargets(opened, minimum, host, Engine.Clock), Engine.Primitives, host, Engine.Clock).RunAsync(options, token)).ConfigureAwait(false);
        };
    }

    private Func<StagedItem, StagedTurn, IOperationHost, CancellationToken, Task<IReadOnlyList<PublishedBackup>>> Staged()
    {
        var (read, stores, minimum, withKit) = (OptionsReader(), Store, MinimumCopies, !NoRecoveryKit);
        return async (item, turn, host, token) =>
        {
            var db2 = Engine.Connect(await item.Instance(token).ConfigureAwait(false));
            var options = await read(item, host, token).ConfigureAwait(false);
            // One for all stores, made when the first wants it.
            await using var kit = withKit ? Engine.Kit(db2, host, new RecoveryKitOptions { Recipients = options.Recipients }) : null;
            options = options with { Publish = options.Publish with { Kit = kit } };
            return await Engine.WithStoresAsync(stores, item.Database, host.Verbose, opened =>
                new StagedBackup(db2, new BackupTargets(opened, minimum, host, Engine.Clock), Engine.Primitives, host, Engine.Clock).RunAsync(options, token, turn)).ConfigureAwait(false);
        };
    }

    /// <summary>What the parameters say now; paths are against the current location of the session.</summary>
    private Func<StagedItem, IOperationHost, CancellationToken, Task<StreamBackupOptions>> OptionsReader()
    {
        var (files, staging, pipes) = (FullPaths(RecipientFile), FullPaths(StagingPath), PipePath is null ? null : FullPath(PipePath));
        return async (item, host, token) =>
        {
            var options = new StreamBackupOptions(item.Database)
            {
                Mode = item.Mode, Kind = Kind, Force = Force, Streams = Stream, NoEncryption = NoEncryption, Parallelism = Parallelism, Priority = Priority,
                Recipients = await new RecipientArguments(Recipient, files, Passphrase, NoEncryption).ReadForAsync(Engine, Store, item.Database, host, token).ConfigureAwait(false),
                Compression = Compression, CompressionLevel = CompressionLevel, StagingPaths = staging, PipePath = pipes,
                Publish = new PublishBackupOptions { ReadBackDigest = ReadBackDigest, Admit = AdmitWriter },
            };
            return StallTimeout is { } limit ? options with { StallLimit = limit } : options;
        };
    }
}
