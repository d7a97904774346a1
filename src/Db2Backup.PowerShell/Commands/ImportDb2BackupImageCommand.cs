using System.Management.Automation;
using System.Security;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Compression;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Import-Db2BackupImage: publishes images that plain scripts took, with what their names, their headers and Db2's history tell of them.</summary>
[Cmdlet(VerbsData.Import, "Db2BackupImage", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedBackup))]
public sealed class ImportDb2BackupImageCommand : InstanceCmdlet
{
    /// <summary>Image files under the names that Db2 gave them, or folders of them. All files of an image have to be there.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    public string[] Path { get; set; } = [];

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

    /// <summary>zstd where the system has it, else gzip; none for an image that Db2 compressed or encrypted itself, when not given.</summary>
    [Parameter]
    public CompressionCodec? Compression { get; set; }

    /// <summary>The host that the images were taken on, when it is another one than this: their database here, if there is one of the name, is not asked then.</summary>
    [Parameter]
    public string? SourceHostName { get; set; }

    /// <summary>Do not read the images with db2ckbkp first.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    /// <summary>instance@host of a writer that is new to the database's folder in the store.</summary>
    [Parameter]
    public string? AdmitWriter { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (paths, files) = (FullPaths(Path), FullPaths(RecipientFile));
        var what = string.Join(", ", paths);
        if (!TryRunOnInstance(what, (instance, host, token) => new AdoptImages(Engine.Connect(instance), host, Engine.Clock).FindAsync(paths, SourceHostName, token), out var found)) return;
        foreach (var error in found.Refused) WriteError(ErrorRecords.From(error, error.Target));
        foreach (var image in found.Images)
        {
            if (!Confirmed($"{image}: {string.Join(", ", image.Path)}", $"Publish to {ObjectStores.Shown(Store)}")) continue;
            var done = TryRunOnInstance(BackupText(image.Database, image.Timestamp), async (instance, host, token) =>
            {
                var recipients = await new RecipientArguments(Recipient, files, Passphrase, NoEncryption).ReadAsync(Engine, Store, image.DatabaseInfo.Name, host, token).ConfigureAwait(false);
                BackupKeys.Check(recipients, NoEncryption);
                var ready = NoVerify ? image : await new AdoptImages(Engine.Connect(instance), host, Engine.Clock).VerifyAsync(image, token).ConfigureAwait(false);
                var repository = Engine.OpenStore(Store, image.DatabaseInfo.Name, host.Verbose);
                await using (repository.ConfigureAwait(false))
                    return await new PublishImage(repository, Engine.Primitives, host, Engine.Clock)
                        .RunOnceAsync(ready, new PublishImageOptions(recipients, new PublishBackupOptions { Admit = AdmitWriter }) { Compression = Compression }, token).ConfigureAwait(false);
            }, out var published);
            if (done) WriteObject(published);
        }
    }
}
