using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Copy-Db2Backup: a backup from one store to others, as it is stored: checked by its digests, nothing decrypted, the manifest last.</summary>
[Cmdlet(VerbsCommon.Copy, "Db2Backup", DefaultParameterSetName = "Backup", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedBackup))]
public sealed class CopyDb2BackupCommand : StoreCmdlet
{
    /// <summary>What Get-Db2Backup or Publish-Db2Backup gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Backup")]
    public PublishedBackup? Backup { get; set; }

    /// <summary>The database's name in the store.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    public string Database { get; set; } = "";

    /// <summary>The image's 14 digits.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name")]
    public Db2Timestamp Timestamp { get; set; }

    /// <summary>The store that has it: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(ParameterSetName = "Name")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>The stores to copy to: names, absolute folders or addresses. Several are written to at the same time, and each reads the source by itself.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Destination { get; set; } = [];

    /// <summary>In how many of the destinations the backup has to be for success; in all of them when not given.</summary>
    [Parameter]
    public int? MinimumCopies { get; set; }

    /// <summary>Also the logs that a recovery beyond the end of the backup needs. Those up to its end go along in any case, in its image or as they are.</summary>
    [Parameter]
    public SwitchParameter IncludeLogs { get; set; }

    /// <summary>Read every stored byte back and compare its digest; else the lengths of all objects are read back.</summary>
    [Parameter]
    public SwitchParameter ReadBackDigest { get; set; }

    /// <summary>instance@host of the database, where its folder in the destination belongs to another one.</summary>
    [Parameter]
    public string? AdmitWriter { get; set; }

    /// <summary>Replace an unfinished run that is known to be dead.</summary>
    [Parameter]
    public SwitchParameter TakeOver { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var text = Backup is { } given ? BackupText(given.Database, given.Timestamp) : BackupText(Database, Timestamp);
        if (!Confirmed(Backup?.ToString() ?? $"{text} in {ObjectStores.Shown(Store)}", $"Copy to {ObjectStores.Shown(Destination)}" + (IncludeLogs ? ", with the logs that follow" : ""))) return;
        var options = new CopyBackupOptions
        {
            IncludeLogs = IncludeLogs, MinimumCopies = MinimumCopies, Publish = new() { ReadBackDigest = ReadBackDigest, Admit = AdmitWriter, TakeOver = TakeOver },
        };
        if (!TryRun(text, (_, _) => Task.FromResult(Backup?.Store ?? Store ?? Engine.Configuration.NameFor(Database)), out var from)) return;
        if (from is null)
        {
            WriteError(ErrorRecords.From(new Errors.Db2BackupException(Errors.ErrorCode.StoreNotFound, $"No store was named to copy {text} from, and the configuration file gives none.", Database), text));
            return;
        }
        // The source is opened with the others: to be told that a destination is the very same place.
        if (TryRunOnStores([from, .. Destination], Backup?.Database ?? Database, text, async (stores, host, token) =>
        {
            var source = stores[0].Error is { } closed ? throw closed : stores[0].Repository!;
            var backup = Backup ?? await new ListBackups(source).FindAsync(Database, Timestamp, token).ConfigureAwait(false);
            return await new CopyBackup(source, host, Engine.Clock).RunAsync(backup, stores.Skip(1).ToList(), options, token).ConfigureAwait(false);
        }, out var copies)) WriteObject(copies, enumerateCollection: true);
    }
}
