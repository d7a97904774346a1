using Db2Backup.Adapters.Cryptography;
using Db2Backup.Db2;
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
    /// <exception cref="Errors.Db2BackupException">StoreLocationInvalid, StoreSchemeUnknown.</exception>
    public Repository OpenStore(string location) => Stores.Open(location);

    /// <param name="name">Null for the one that this environment is set up for.</param>
    /// <param name="home">The owner's home; null to find it.</param>
    /// <exception cref="Errors.Db2BackupException">InstanceNotFound, Db2NotReachable, ProgramNotFound, Db2AnswerNotUnderstood.</exception>
    public Task<Db2Instance> FindInstanceAsync(string? name, string? home, CancellationToken cancellationToken) =>
        InstanceLocator.FindAsync(name, home, cancellationToken);

    /// <summary>The way to an instance: everything works over it.</summary>
    public ClpConnector Connect(Db2Instance instance) => new(instance, options.SessionEnvironment);
}
