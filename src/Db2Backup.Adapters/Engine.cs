using Db2Backup.Adapters.Cryptography;
using Db2Backup.Adapters.Provider;
using Db2Backup.Adapters.Storage;
using Db2Backup.Adapters.Storage.Azure;
using Db2Backup.Adapters.Storage.S3;
using Db2Backup.Adapters.Trove;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Trove;
using Db2Backup.Storage;
using Db2Backup.Storage.Swift;

namespace Db2Backup.Adapters;

/// <summary>What may differ between a cmdlet, the demo and a test.</summary>
internal sealed record EngineOptions
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The configuration file; null for the one of this user and environment.</summary>
    public string? ConfigurationPath { get; init; }

    /// <summary>Secrets that only the host can get at: those of its session and of its vaults. Null for none.</summary>
    public IHostSecrets? Secrets { get; init; }

    /// <summary>Variables for sessions with Db2 besides those of this process.</summary>
    public IReadOnlyDictionary<string, string?>? SessionEnvironment { get; init; }
}

/// <summary>
/// The one place where Core's ports meet what fills them: which cryptography, which stores, which way to Db2. It holds no state
/// and is cheap to make.
/// </summary>
internal sealed class Engine
{
    private readonly EngineOptions options;

    private Engine(EngineOptions options) => this.options = options;

    public static Engine Create(EngineOptions? options = null) => new(options ?? new EngineOptions());

    public TimeProvider Clock => options.Clock;

    public AgePrimitives Primitives { get; } = new BouncyCastlePrimitives();

    /// <summary>Archives of recovery kits.</summary>
    public IArchiver Archiver => new TarGzip();

    /// <summary>The recovery kit of a backup of an instance that can be asked now.</summary>
    /// <param name="db2">The way to the instance, over either transport.</param>
    public RecoveryKit Kit(IDb2Connector db2, IOperationHost host, RecoveryKitOptions? kit = null) => new(db2, Archiver, Primitives, host, Clock, kit ?? new RecoveryKitOptions());

    /// <summary>The recovery kit of an image that was taken before, where its instance is at hand; else it is told that there will be none.</summary>
    /// <param name="provider">A connection of this session to an instance over the provider; null when there is none.</param>
    public async Task<RecoveryKit?> KitOfAsync(BackupImage image, Func<Db2Instance, IDb2Connector?> provider, IOperationHost host, CancellationToken cancellationToken)
    {
        var instance = image.DatabaseInfo.InstanceInfo;
        if (instance.Transport == Db2Transport.Provider && provider(instance) is { } connected) return Kit(connected, host);
        var why = $"{instance} is not connected in this session";
        if (instance.Transport == Db2Transport.Clp)
        {
            try
            {
                // An image can be published wherever its files can be seen.
                if (instance.HostName != Environment.MachineName) throw new Db2BackupException(ErrorCode.Db2NotReachable, $"{instance} is not on this host.", instance.Instance);
                await InstanceLocator.RequireOwnerAsync(instance, cancellationToken).ConfigureAwait(false);
                return Kit(Connect(instance), host);
            }
            catch (Db2BackupException e)
            {
                why = e.Message;
            }
        }
        host.Warning($"{image.Database} {image.Timestamp} gets no recovery kit (-NoRecoveryKit does without, and does not say so): {why}");
        return null;
    }

    /// <summary>What archives of Trove are made of; its package is loaded when the first one is opened.</summary>
    public IArchiveFormats ArchiveFormats => new TroveFormats();

    /// <summary>Which schemes of addresses there are stores for.</summary>
    public ObjectStores Stores { get; } = new(new Dictionary<string, Func<StoreAddress, StoreAccess, Repository>>(StringComparer.Ordinal)
    {
        [SwiftStores.Scheme] = SwiftStores.Open,
        // Their packages are loaded when the first such store is opened.
        [AzureLocation.Scheme] = (address, access) => AzureBlobStore.Open(address, access),
        [Uri.UriSchemeHttps] = (address, access) => AzureBlobStore.Open(address, access),
        [Uri.UriSchemeHttp] = (address, access) => AzureBlobStore.Open(address, access),
        [S3Location.Scheme] = (address, access) => S3Store.Open(address, access),
    });

    /// <summary>Named stores and defaults.</summary>
    /// <exception cref="Db2BackupException">ConfigurationInvalid.</exception>
    public BackupStores Configuration => new(BackupStores.FindPath(options.ConfigurationPath, Environment.GetEnvironmentVariable), Primitives);

    /// <param name="nameOrLocation">A name of the configuration file, an absolute path, or an address of a known scheme; null for the store that the
    /// configuration file gives for the database.</param>
    /// <param name="trace">Told of requests that are tried again; null when nobody wants to know.</param>
    /// <exception cref="Db2BackupException">StoreNotFound, StoreLocationInvalid, StoreSchemeUnknown, ConfigurationInvalid, StoreCredentialMissing, StoreSettingInvalid, SecretExposed, SecretVaultMissing, SecretVaultFailed.</exception>
    public Repository OpenStore(string? nameOrLocation, string? database, Action<string>? trace = null)
    {
        var stores = Configuration;
        var named = nameOrLocation ?? stores.NameFor(database ?? "")
            ?? throw new Db2BackupException(ErrorCode.StoreNotFound, $"No store was named, and the configuration file gives none{(database is null ? "" : $" for {database}")}.", database);
        var store = stores.Resolve(named);
        var secret = StoreSecret.Of(store, stores.Path, Environment.GetEnvironmentVariable, options.Secrets);
        var repository = Stores.Open(store.Location, new StoreAccess { Settings = store.Settings, Secret = secret, Clock = Clock, Trace = trace });
        // What a result says of its store has to find this one again.
        return stores.IsLocationShared(store) ? repository with { Location = store.Name } : repository;
    }

    /// <summary>Opens several stores, works on them, and closes them. None is asked anything before the work does.</summary>
    /// <param name="names">As for <see cref="OpenStore"/>; none for the store that the configuration file gives for the database.</param>
    /// <exception cref="Db2BackupException">As <see cref="OpenStore"/> for what is no store, and StoreNamedTwice; what cannot be opened now is in the choice.</exception>
    public async Task<T> WithStoresAsync<T>(IReadOnlyList<string> names, string? database, Action<string> trace, Func<IReadOnlyList<StoreChoice>, Task<T>> work)
    {
        var configuration = Configuration;
        if (names.Count == 0 && configuration.NameFor(database ?? "") is { } configured) names = [configured];
        if (names.Count == 0)
            throw new Db2BackupException(ErrorCode.StoreNotFound, $"No store was named, and the configuration file gives none{(database is null ? "" : $" for {database}")}.", database);
        var stores = await StoreChoice.OpenAsync(names, configuration.Resolve, name => OpenStore(name, database, told => trace($"{ObjectStores.Shown(name)}: {told}"))).ConfigureAwait(false);
        try
        {
            return await work(stores).ConfigureAwait(false);
        }
        finally
        {
            foreach (var store in stores) await store.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <param name="name">Null for the one that this environment is set up for.</param>
    /// <param name="home">The owner's home; null to find it.</param>
    /// <exception cref="Db2BackupException">InstanceNotFound, Db2NotReachable, ProgramNotFound, Db2AnswerNotUnderstood.</exception>
    public Task<Db2Instance> FindInstanceAsync(string? name, string? home, CancellationToken cancellationToken) =>
        InstanceLocator.FindAsync(name, home, cancellationToken);

    /// <summary>Connects to one database over the .NET provider, which is found at run time.</summary>
    /// <param name="providerPath">A folder or dll; null to look for a registered provider or one beside the module.</param>
    /// <exception cref="Db2BackupException">ProviderNotFound, ProviderNotUsable, SQL30081N, SQL30082N and whatever else Db2 refuses.</exception>
    public Task<ProviderConnector> ConnectAsync(
        ProviderAddress address, ProviderCredential credential, string? providerPath, Action<string>? trace, CancellationToken cancellationToken) =>
        ProviderConnector.ConnectAsync(new ProviderLocator(Path.GetDirectoryName(typeof(Engine).Assembly.Location)!).Find(providerPath), address, credential, trace, cancellationToken);

    /// <summary>The way to an instance: everything works over it.</summary>
    /// <exception cref="Db2BackupException">NotSupportedOverProvider.</exception>
    public ClpConnector Connect(Db2Instance instance) => instance.Transport == Db2Transport.Clp
        ? new(instance, options.SessionEnvironment)
        : throw new Db2BackupException(ErrorCode.NotSupportedOverProvider, $"This works on the server itself only, and {instance} is connected over the .NET provider.", instance.Instance);
}
