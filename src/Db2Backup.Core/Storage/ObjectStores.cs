using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>A store, and the prefix in it below which a repository lies. Disposing it closes the store.</summary>
/// <param name="Location">As the user gave it, without secrets: opens the same repository again.</param>
/// <param name="Prefix">Empty, or names joined by slashes without one at the end.</param>
internal sealed record Repository(IObjectStore Store, string Prefix, string Location) : IAsyncDisposable
{
    /// <summary>Its failures have ids and name the object.</summary>
    public IObjectStore Store { get; } = new ToldStore(Store);

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}

/// <summary>Opens stores by their location. Adapters add the schemes that need packages.</summary>
internal sealed class ObjectStores(IReadOnlyDictionary<string, Func<StoreAddress, StoreAccess, Repository>> schemes)
{
    /// <summary>Folders only.</summary>
    public ObjectStores() : this(new Dictionary<string, Func<StoreAddress, StoreAccess, Repository>>()) { }

    /// <param name="location">An absolute path, <c>file:///…</c>, or an address of a scheme that is known here.</param>
    /// <param name="access">Settings and secret; null for what the environment gives.</param>
    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSchemeUnknown, StoreSettingInvalid, StoreCredentialMissing.</exception>
    public Repository Open(string location, StoreAccess? access = null)
    {
        Check(location);
        if (Path.IsPathFullyQualified(location)) return Folder(location);
        var uri = new Uri(location, UriKind.Absolute);
        if (uri.IsFile) return Folder(uri.LocalPath);
        return schemes.TryGetValue(uri.Scheme, out var open)
            ? open(StoreAddress.Parse(location), access ?? new StoreAccess())
            : throw new Db2BackupException(ErrorCode.StoreSchemeUnknown,
                $"There is no store for '{uri.Scheme}:'. Known: an absolute path, file{string.Concat(schemes.Keys.Order(StringComparer.Ordinal).Select(s => ", " + s))}.", location);
    }

    /// <summary>Whether it can be a location at all, without opening anything. A location is shown and kept in files: no secret may be in it.</summary>
    /// <exception cref="Db2BackupException">StoreLocationInvalid; the text that may hold the secret is not repeated.</exception>
    public static void Check(string location)
    {
        if (string.IsNullOrWhiteSpace(location) || location.Any(char.IsControl))
            throw new Db2BackupException(ErrorCode.StoreLocationInvalid, "A store's location is empty or has control characters.");
        if (Path.IsPathFullyQualified(location)) return;
        // Not repeated: people take a connection string or a key for a location.
        if (!location.Contains(":/", StringComparison.Ordinal) || !Uri.TryCreate(location, UriKind.Absolute, out var uri))
            throw new Db2BackupException(ErrorCode.StoreLocationInvalid, "A store's location is neither an absolute path nor an address with a scheme.");
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new Db2BackupException(ErrorCode.StoreLocationInvalid, $"The location of a store on {uri.Host} has a user, password, query or fragment in it.", uri.Host);
        if (uri.IsFile && (uri.Host.Length > 0 || !Path.IsPathFullyQualified(uri.LocalPath)))
            throw new Db2BackupException(ErrorCode.StoreLocationInvalid, $"'{location}' names no absolute path: file:/// has three slashes.", location);
    }

    /// <summary>Several of them; none is the configured one.</summary>
    public static string Shown(IReadOnlyList<string> stores) => stores.Count == 0 ? Shown((string?)null) : string.Join(", ", stores.Select(Shown));

    /// <summary>A store for prompts and errors before anything is known of it: what cannot be a location may hold a secret, and is not shown.</summary>
    /// <param name="nameOrLocation">Null for the configured one.</param>
    public static string Shown(string? nameOrLocation)
    {
        if (nameOrLocation is null) return "the configured store";
        if (!nameOrLocation.AsSpan().ContainsAny("/:=;?&@ ")) return nameOrLocation;
        try
        {
            Check(nameOrLocation);
            return nameOrLocation;
        }
        catch (Db2BackupException)
        {
            return "a store whose location is not shown";
        }
    }

    private static Repository Folder(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return new Repository(new FolderStore(full), "", full);
    }
}
