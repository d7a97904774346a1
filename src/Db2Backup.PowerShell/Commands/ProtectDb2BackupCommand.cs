using System.Management.Automation;
using System.Security;
using Db2Backup.Adapters;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Compression;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Protect-Db2Backup: compresses and encrypts the files of an image, each into a file of its own.</summary>
[Cmdlet(VerbsSecurity.Protect, "Db2Backup", SupportsShouldProcess = true)]
[OutputType(typeof(ProtectedBackup))]
public sealed class ProtectDb2BackupCommand : Db2Cmdlet
{
    /// <summary>What Invoke-Db2OnlineBackup or Invoke-Db2OfflineBackup gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public BackupImage? Image { get; set; }

    /// <summary>Public keys, age1…; those of the store that the configuration file gives for the database when nothing else is said.</summary>
    [Parameter(Position = 0)]
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

    /// <summary>The folder for the protected files; beside the image files when not given.</summary>
    [Parameter]
    public string? Destination { get; set; }

    /// <summary>zstd where the system has it, else gzip; none for an image that Db2 compressed or encrypted, when not given.</summary>
    [Parameter]
    public CompressionCodec? Compression { get; set; }

    /// <summary>The codec's own level: zstd 1 to 22 (3 when not given), gzip 1 to 9 (1). High ones are slow and need more memory.</summary>
    [Parameter]
    [ValidateRange(1, 22)]
    public int? CompressionLevel { get; set; }

    /// <summary>Delete each image file after all protected ones were read back.</summary>
    [Parameter]
    public SwitchParameter RemoveImage { get; set; }

    /// <summary>For images on another host: folder on the server=the same folder here.</summary>
    [Parameter]
    public PathMapArgument[] PathMap { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (image, destination, files) = (Image!, Destination is null ? null : FullPath(Destination), FullPaths(RecipientFile));
        var what = BackupText(image.Database, image.Timestamp);
        if (!Confirmed(what, "Compress and encrypt" + (RemoveImage ? ", then delete the image" : ""))) return;
        var engine = Engine.Create();
        var done = TryRun(what, async (host, token) =>
        {
            var options = new ProtectBackupOptions
            {
                Recipients = await new RecipientArguments(Recipient, files, Passphrase, NoEncryption).ReadAsync(engine, null, image.Database, host, token).ConfigureAwait(false),
                NoEncryption = NoEncryption, TargetFolder = destination, Compression = Compression, CompressionLevel = CompressionLevel, RemoveImage = RemoveImage,
                PathMaps = PathMapArgument.Maps(PathMap),
            };
            return await new ProtectBackup(engine.Primitives, host).RunAsync(image, options, token).ConfigureAwait(false);
        }, out var result);
        if (done) WriteObject(result);
    }
}
