using System.Text;
using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>
/// The address of a store that is no folder: <c>scheme://container/prefix</c>. Read from the text as it was given: names of
/// containers are case sensitive, and <see cref="Uri"/> would make them lower case.
/// </summary>
/// <param name="Container">Container, bucket or account; empty when the address names none.</param>
/// <param name="Prefix">Names joined by slashes, without one at the end; empty for none.</param>
internal sealed record StoreAddress(string Scheme, string Container, string Prefix)
{
    /// <exception cref="Db2BackupException">StoreLocationInvalid: a prefix that cannot be one.</exception>
    public static StoreAddress Parse(string location)
    {
        var colon = location.IndexOf("://", StringComparison.Ordinal);
        if (colon < 1) throw Invalid(location, "it has no scheme");
        var rest = location[(colon + 3)..].TrimEnd('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (container, prefix) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        try
        {
            if (prefix.Length > 0) ObjectKey.Check(prefix);
        }
        catch (Db2BackupException e)
        {
            throw new Db2BackupException(ErrorCode.StoreLocationInvalid, $"The location of a store is not usable. {e.Message}", location, e);
        }
        return prefix.Length <= MaximumPrefix
            ? new StoreAddress(location[..colon].ToLowerInvariant(), container, prefix)
            : throw Invalid(location, $"its prefix has more than {MaximumPrefix} characters");
    }

    /// <summary>Opens the same store again.</summary>
    public string Location => $"{Scheme}://{Container}" + (Prefix.Length == 0 ? "" : "/" + Prefix);

    /// <summary>Refuses a container that the service would refuse, or that would need escaping in places where people forget it.</summary>
    /// <exception cref="Db2BackupException">StoreLocationInvalid.</exception>
    public StoreAddress CheckContainer(int maximumBytes)
    {
        if (Container.Length == 0) throw Invalid(Location, "it names no container");
        if (Encoding.UTF8.GetByteCount(Container) > maximumBytes) throw Invalid(Location, $"its container has more than {maximumBytes} bytes");
        if (Container[0] == '.' || !Container.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
            throw Invalid(Location, "the name of a container may have letters, digits, dots, hyphens and underscores, and no dot at its beginning");
        return this;
    }

    // Keys have 800 characters at the most; what comes below a prefix needs some 200 of them.
    private const int MaximumPrefix = 500;

    private static Db2BackupException Invalid(string location, string why) =>
        new(ErrorCode.StoreLocationInvalid, $"'{location}' cannot be the location of a store: {why}.", location);
}
