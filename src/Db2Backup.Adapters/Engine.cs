using Db2Backup.Adapters.Cryptography;
using Db2Backup.Adapters.Provider;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Pipeline.Age;
using Db2Backup.Storage;

namespace Db2Backup.Adapters;

/// <summary>What may differ between a cmdlet, the demo and a test.</summary>
internal sealed record EngineOptions
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

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

    /// <summary>Which schemes of addresses there are stores for.</summary>
    public ObjectStores Stores { get; } = new();

    /// <param name="location">An absolute path, or an address of a known scheme.</param>
    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSchemeUnknown.</exception>
    public Repository OpenStore(string location) => Stores.Open(location);

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
