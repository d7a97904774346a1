using System.Net;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>
/// Which container of which account: from <c>azblob://account/container/prefix</c>, or from an address of the service itself,
/// <c>https://account.blob.core.windows.net/container/prefix</c> (the account in the path where the host is an IP address or a bare
/// name: Azurite, Azure Stack). Pure; every name is checked against the service's rules before anything is asked of it.
/// </summary>
/// <param name="Service">The address of the account's blob service, without a slash at the end.</param>
/// <param name="Account">Null when the address does not tell it: a domain of the user's own.</param>
/// <param name="Prefix">Names joined by slashes; empty for none.</param>
internal sealed record AzureLocation(Uri Service, string? Account, string Container, string Prefix, string DisplayName)
{
    public const string Scheme = "azblob";
    private const string PublicCloud = "blob.core.windows.net";

    public Uri ContainerUri => new(Service.AbsoluteUri.TrimEnd('/') + "/" + Container);

    /// <param name="endpoint">The setting: the address of the account's blob service; null for that of the public cloud.</param>
    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSettingInvalid (the endpoint).</exception>
    public static AzureLocation Parse(StoreAddress address, string? endpoint)
    {
        if (address.Scheme != Scheme) return OfService(address, endpoint);
        var account = address.Container;
        var (container, prefix) = Split(address.Prefix);
        // Accounts of the public clouds obey this; an emulator or Azure Stack may have others, and is named by its endpoint.
        if (endpoint is null && !(account.Length is >= 3 and <= 24 && account.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))))
            throw Invalid(address, $"the account '{account}' must have 3 to 24 lower-case letters and digits");
        var service = endpoint is null ? new Uri($"https://{account}.{PublicCloud}") : Endpoint(endpoint);
        return new AzureLocation(service, account, Checked(address, container), prefix, $"{Scheme}://{account}/{container}");
    }

    private static AzureLocation OfService(StoreAddress address, string? endpoint)
    {
        if (endpoint is not null)
            throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"'{address.Location}' names its endpoint itself; the setting endpoint is for {Scheme}:// addresses.", "endpoint");
        var root = new Uri($"{address.Scheme}://{address.Container}");
        var inPath = IPAddress.TryParse(root.Host.Trim('[', ']'), out _) || !root.Host.Contains('.', StringComparison.Ordinal);
        var (first, rest) = Split(address.Prefix);
        var account = inPath ? first : root.Host.Split('.') is [var name, "blob" or "privatelink", ..] ? name : null;
        var (container, prefix) = inPath ? Split(rest) : (first, rest);
        var service = inPath ? new Uri(root, first) : root;
        return new AzureLocation(service, account, Checked(address, container), prefix, $"{service.AbsoluteUri.TrimEnd('/')}/{container}");
    }

    private static Uri Endpoint(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw new Db2BackupException(ErrorCode.StoreSettingInvalid, "endpoint is no http or https address, or has a user or query in it.", "endpoint");

    private static (string First, string Below) Split(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
    }

    /// <summary>"Naming and Referencing Containers, Blobs, and Metadata". $root and $web are for other purposes.</summary>
    private static string Checked(StoreAddress address, string container)
    {
        if (container.Length == 0) throw Invalid(address, $"it names no container: {Scheme}://account/container/prefix");
        var fits = container.Length is >= 3 and <= 63 && container.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && container[0] != '-' && container[^1] != '-' && !container.Contains("--", StringComparison.Ordinal);
        return fits ? container
            : throw Invalid(address, $"the container '{container}' must have 3 to 63 lower-case letters, digits and single hyphens, with a letter or digit at both ends");
    }

    private static Db2BackupException Invalid(StoreAddress address, string why) =>
        new(ErrorCode.StoreLocationInvalid, $"'{address.Location}' cannot be the location of a store: {why}.", address.Location);
}
