using System.Management.Automation;
using System.Security;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

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

    /// <summary>The vault of Microsoft.PowerShell.SecretManagement that holds the password or key; its default vault when not given. It is asked each time the store is used.</summary>
    [Parameter]
    public string? SecretVault { get; set; }

    /// <summary>The secret's name in the vault.</summary>
    [Parameter]
    public string? SecretName { get; set; }

    /// <summary>User and password, or key id and key, for this session. The user is kept as a setting; the password is in this session's memory only.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The password or key for this session; in its memory only.</summary>
    [Parameter]
    public SecureString? Secret { get; set; }

    /// <summary>Make the folder when it is not there. The folder above it has to be there.</summary>
    [Parameter]
    public SwitchParameter CreateFolder { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Confirmed(Name, $"Keep {ObjectStores.Shown(Location)} under this name" + (CreateFolder ? ", and make the folder when it is not there" : ""))) return;
        if (!TryRun(Name, (_, _) => Task.FromResult(Add()), out var kept)) return;
        // Last, so that a session has no secret of a store that is not there.
        StoreSecrets.OfThisRunspace.Keep(Engine.Configuration.Path, kept.Store, kept.Secret);
        WriteObject(kept.Store);
    }

    private (BackupStore Store, Secret? Secret) Add()
    {
        var places = new StoreSecretArguments(SecretVariable, SecretFile is null ? null : FullPath(SecretFile), SecretVault, SecretName, Credential, Secret);
        var secret = places.ForSession();
        var stores = Engine.Configuration;
        ObjectStores.Check(Location!);
        var store = stores.AddPlace(places.In(new BackupStore
        {
            Name = Name, Location = Location!, Databases = Database ?? [], Recipients = Recipient ?? [], Settings = StoreSettingArgument.Settings(Setting),
        }), CreateFolder);
        return (store, secret);
    }
}
