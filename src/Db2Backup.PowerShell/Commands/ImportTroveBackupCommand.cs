using System.Management.Automation;
using System.Security;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Import-TroveBackup: takes the Db2 images out of an archive that OpenStack Trove made. Nothing is kept of one that does not read to its end.</summary>
[Cmdlet(VerbsData.Import, "TroveBackup", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(ImportedTroveBackup))]
public sealed class ImportTroveBackupCommand : StoreCmdlet
{
    /// <summary>The archive as a file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>The store that has the archive: a name of Get-Db2BackupStore, an absolute folder or an address, such as swift://database_backups.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Store")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>The object's name in the store, below its prefix. Of an archive in segments the manifest's name: the store joins them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Store")]
    public string Name { get; set; } = "";

    /// <summary>The folder for the images; made when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Destination { get; set; } = "";

    /// <summary>What Trove had as backup_aes_cbc_key; not needed for an archive that is not encrypted.</summary>
    [Parameter]
    public SecureString? Password { get; set; }

    /// <summary>How openssl made a key of the password; found out when not given.</summary>
    [Parameter]
    public OpensslDerivation? Derivation { get; set; }

    /// <summary>Iterations of PBKDF2, when openssl was told others (-iter) than its own 10000.</summary>
    [Parameter]
    [ValidateRange(1, 100_000_000)]
    public int Iterations { get; set; } = 10_000;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var destination = FullPath(Destination);
        var what = ParameterSetName == "Store" ? $"{Name} in {ObjectStores.Shown(Store)}" : FullPath(Path);
        if (!Confirmed(what, $"Take the Db2 images out of it to {destination}")) return;
        var password = Password is null ? null : BackupKeys.Utf8(Password);
        try
        {
            var options = new ImportTroveBackupOptions(destination) { Password = password, Derivation = Derivation, Iterations = Iterations };
            var done = ParameterSetName == "Store"
                ? TryRunOnStore(Store, null, Name, (repository, host, token) => new ImportTroveBackup(Engine.ArchiveFormats, host).FromStoreAsync(repository, Name, options, token), out var imported)
                : TryRun(what, (host, token) => new ImportTroveBackup(Engine.ArchiveFormats, host).FromFileAsync(what, options, token), out imported);
            if (done) WriteObject(imported);
        }
        finally
        {
            if (password is not null) Array.Clear(password);
        }
    }
}
