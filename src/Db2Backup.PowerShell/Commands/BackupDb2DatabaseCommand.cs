using System.Management.Automation;
using System.Security;
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

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(Position = 1)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (files, staging, pipes) = (FullPaths(RecipientFile), FullPaths(StagingPath), PipePath is null ? null : FullPath(PipePath));
        // What goes through pipes needs no room.
        if (staging.Length > 0 && !HasRoom(Force)) return;
        if (!TryRun(null, (_, _) => Task.FromResult(Strategy ?? new BackupSettings(Engine.Configuration).Strategy), out var mode)) return;
        foreach (var database in Database)
        {
            var way = staging.Length > 0 ? $"by files in {string.Join(", ", staging)}" : "by pipes";
            if (!Confirmed(DatabaseText(database), $"Back up {(mode == BackupMode.Online ? "online" : "offline")} {way} to {ObjectStores.Shown(Store)}" + (mode == BackupMode.Offline && Force ? ", ending its applications" : ""))) continue;
            var done = TryRunOnInstance(database, async (instance, host, token) =>
            {
                var db2 = Engine.Connect(instance);
                var options = new StreamBackupOptions(database)
                {
                    Mode = mode, Force = Force, Streams = Stream, NoEncryption = NoEncryption, Parallelism = Parallelism, Priority = Priority,
                    Recipients = await new RecipientArguments(Recipient, files, Passphrase, NoEncryption).ReadAsync(Engine, Store, database, host, token).ConfigureAwait(false),
                    Compression = Compression, CompressionLevel = CompressionLevel, StagingPaths = staging, PipePath = pipes,
                    Publish = new PublishBackupOptions { ReadBackDigest = ReadBackDigest, Admit = AdmitWriter },
                };
                if (StallTimeout is { } limit) options = options with { StallLimit = limit };
                await using var kit = NoRecoveryKit ? null : Engine.Kit(db2, host, new RecoveryKitOptions { Recipients = options.Recipients });
                options = options with { Publish = options.Publish with { Kit = kit } };
                var repository = Engine.OpenStore(Store, database, host.Verbose);
                await using (repository.ConfigureAwait(false))
                    return staging.Length > 0
                        ? await new StagedBackup(db2, repository, Engine.Primitives, host, Engine.Clock).RunAsync(options, token).ConfigureAwait(false)
                        : await new StreamBackup(db2, repository, Engine.Primitives, host, Engine.Clock).RunAsync(options, token).ConfigureAwait(false);
            }, out var published);
            if (done) WriteObject(published);
        }
    }
}
