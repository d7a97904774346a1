using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Db2Backup.Operations;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>The secrets that one runspace was given for stores. They are in its memory and nowhere else; another runspace of the process knows none of them.</summary>
internal sealed class StoreSecrets
{
    private static readonly ConditionalWeakTable<Runspace, StoreSecrets> All = [];
    private readonly Dictionary<(string Configuration, string Store), Secret> secrets = [];

    /// <summary>Call it on the pipeline's thread.</summary>
    public static StoreSecrets OfThisRunspace => All.GetOrCreateValue(Runspace.DefaultRunspace);

    public Secret? Find(string configurationPath, string store) => secrets.GetValueOrDefault(Key(configurationPath, store));

    /// <summary>Keeps what was given; forgets what a store has no use for any more.</summary>
    /// <param name="secret">Null when none was given now.</param>
    public void Keep(string configurationPath, BackupStore store, Secret? secret)
    {
        if (secret is not null) secrets[Key(configurationPath, store.Name)] = secret;
        else if (!store.SecretOfSession) Forget(configurationPath, store.Name);
    }

    public void Forget(string configurationPath, string store) => secrets.Remove(Key(configurationPath, store));

    private static (string, string) Key(string configurationPath, string store) => (configurationPath, store.ToUpperInvariant());
}

/// <summary>What a session of PowerShell has of secrets, for work on another thread: its memory and its vaults belong to the pipeline's.</summary>
/// <param name="onPipeline">Runs something on the pipeline's thread, and waits for it.</param>
internal sealed class SessionSecrets(Func<Func<Secret?>, Secret?> onPipeline) : IHostSecrets
{
    public Secret? OfSession(string configurationPath, string store) => onPipeline(() => StoreSecrets.OfThisRunspace.Find(configurationPath, store));

    public Secret FromVault(string? vault, string name) => onPipeline(() => SecretVault.Get(vault, name))!;
}
