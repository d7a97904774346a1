using System.Management.Automation;
using System.Security;
using Db2Backup.Adapters;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Unprotect-Db2Backup: protected files to the image files that Db2 restores. What does not verify leaves no file.</summary>
[Cmdlet(VerbsSecurity.Unprotect, "Db2Backup", DefaultParameterSetName = "Saved", SupportsShouldProcess = true)]
[OutputType(typeof(UnprotectedBackup))]
public sealed class UnprotectDb2BackupCommand : Db2Cmdlet
{
    /// <summary>What Save-Db2Backup gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Saved")]
    public SavedBackup? Saved { get; set; }

    /// <summary>What Protect-Db2Backup gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Protected")]
    public ProtectedBackup? Protected { get; set; }

    /// <summary>All files of one backup, named as Protect-Db2Backup and the store name them; slices (.0001 …) are joined.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [Alias("FullName")]
    public string[] Path { get; set; } = [];

    /// <summary>The folder for the image files; made when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Destination { get; set; } = "";

    /// <summary>Files with a secret key per line.</summary>
    [Parameter]
    public string[] IdentityFile { get; set; } = [];

    /// <summary>The passphrase it was protected with.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var (destination, files, paths) = (FullPath(Destination), FullPaths(IdentityFile), FullPaths(Path));
        var what = Saved is { } s ? $"{s.Database} {s.Timestamp}" : Protected is { } p ? $"{p.Database} {p.Image.Timestamp}" : string.Join(", ", paths);
        if (!Confirmed(what, $"Decrypt and decompress to {destination}")) return;
        var engine = Engine.Create();
        var done = TryRun(what, async (host, token) => await new UnprotectBackup(engine.Primitives, host).RunAsync(new UnprotectBackupOptions
        {
            Sources = Saved is not null ? UnprotectSource.From(Saved) : Protected is not null ? UnprotectSource.From(Protected) : UnprotectSource.From(paths),
            TargetFolder = destination,
            Identities = await KeyArguments.IdentitiesAsync(new BackupKeys(engine.Primitives, host, engine.Clock), files, Passphrase, token).ConfigureAwait(false),
            Manifest = Saved?.Manifest, RecoveryKit = Saved?.RecoveryKit,
        }, token).ConfigureAwait(false), out var result);
        if (done) WriteObject(result);
    }
}
