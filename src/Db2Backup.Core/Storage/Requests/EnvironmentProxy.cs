using System.Net;

namespace Db2Backup.Storage.Requests;

/// <summary>
/// The proxy that the environment names, as curl and the SDKs read it: HTTPS_PROXY, http_proxy, ALL_PROXY, NO_PROXY. Read when a
/// store is opened, so that a session that sets a variable gets what it set. This machine itself is never reached over a proxy.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? http, https;
    private readonly string[] direct;

    /// <exception cref="UriFormatException">A variable names no address.</exception>
    public EnvironmentProxy(Func<string, string?> environment)
    {
        // HTTP_PROXY in capitals is what a web server makes of a request's header "Proxy": curl does not read it either.
        http = Address(environment("http_proxy") ?? Either("all_proxy"));
        https = Address(Either("https_proxy") ?? Either("all_proxy"));
        direct = (Either("no_proxy") ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        string? Either(string name) => environment(name) ?? environment(name.ToUpperInvariant());
    }

    /// <summary>User and password of the proxy's own address.</summary>
    public ICredentials? Credentials { get; set; } = new OfAddress();

    public Uri? GetProxy(Uri destination) =>
        IsDirect(destination.IdnHost) ? null : destination.Scheme == Uri.UriSchemeHttps ? https : http;

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    private bool IsDirect(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))) return true;
        foreach (var entry in direct)
        {
            if (entry == "*") return true;
            // example.com and .example.com mean the domain and all below it.
            var domain = entry.TrimStart('*').TrimStart('.');
            if (host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static Uri? Address(string? text) => string.IsNullOrWhiteSpace(text) ? null
        : new Uri(text.Contains("://", StringComparison.Ordinal) ? text.Trim() : "http://" + text.Trim(), UriKind.Absolute);

    private sealed class OfAddress : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            if (uri.UserInfo.Length == 0) return null;
            var at = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
            var (user, password) = at < 0 ? (uri.UserInfo, "") : (uri.UserInfo[..at], uri.UserInfo[(at + 1)..]);
            return new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }
    }
}
