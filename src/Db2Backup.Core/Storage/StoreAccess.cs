namespace Db2Backup.Storage;

/// <summary>How a store is opened besides its location: settings that are no secrets, the secret, and the surroundings.</summary>
internal sealed record StoreAccess
{
    /// <summary>Of a named store; docs/STORES.md lists the names for each scheme.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Password or key that was given; null to look where the service's own programs look.</summary>
    public Secret? Secret { get; init; }

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told of requests that are tried again; null when nobody wants to know.</summary>
    public Action<string>? Trace { get; init; }
}
