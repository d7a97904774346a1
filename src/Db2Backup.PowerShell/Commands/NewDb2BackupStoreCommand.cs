using System.Management.Automation;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>New-Db2BackupStore: keeps a store under a short name in the configuration file.</summary>
[Cmdlet(VerbsCommon.New, "Db2BackupStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupStore))]
public sealed class NewDb2BackupStoreCommand : StoreCmdlet
{
    /// <summary>1 to 64 letters, digits, dots, hyphens and underscores.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = "";

    /// <summary>An absolute folder that is there, or an address without user, password or query.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string? Location { get; set; }

    /// <summary>Databases, with wildcards, whose backups go here when no store is named.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[]? Database { get; set; }

    /// <summary>Public keys (age1…) of those who shall be able to read: Protect-Db2Backup and Publish-Db2ArchiveLog take them when none is given.</summary>
    [Parameter]
    public string[]? Recipient { get; set; }

    /// <summary>How the service is reached, as name=value; docs/STORES.md lists the names. Never a secret.</summary>
    [Parameter]
    public StoreSettingArgument[]? Setting { get; set; }

    /// <summary>The environment variable that holds the password or key.</summary>
    [Parameter]
    public string? SecretVariable { get; set; }

    /// <summary>The file whose first line is the password or key; nobody but its owner may read it.</summary>
    [Parameter]
    public string? SecretFile { get; set; }

    /// <summary>Make the folder when it is not there. The folder above it has to be there.</summary>
    [Parameter]
    public SwitchParameter CreateFolder { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Confirmed(Name, $"Keep {Location} under this name" + (CreateFolder ? ", and make the folder when it is not there" : ""))) return;
        if (TryRun(Name, (_, _) => Task.FromResult(Engine.Configuration.AddPlace(
            new BackupStore
            {
                Name = Name, Location = Location!, Databases = Database ?? [], Recipients = Recipient ?? [],
                Settings = StoreSettingArgument.Settings(Setting), SecretVariable = SecretVariable, SecretFile = SecretFile is null ? null : FullPath(SecretFile),
            }, CreateFolder)), out var store)) WriteObject(store);
    }
}
