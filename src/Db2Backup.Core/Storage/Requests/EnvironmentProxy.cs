using System.Net;

namespace Db2Backup.Storage.Requests;

/// <summary>
/// The proxy that the environment names, as curl and the SDKs read it: HTTPS_PROXY, http_proxy, ALL_PROXY, NO_PROXY. Read when a
/// store is opened, so that a session that sets a variable gets what it set. This machine itself is never reached over a proxy.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    // Without user and password: the framework repeats a proxy's address in its errors.
    private readonly Uri? http, https;
    private readonly string[] direct;

    /// <exception cref="UriFormatException">A variable names no address.</exception>
    public EnvironmentProxy(Func<string, string?> environment)
    {
        // HTTP_PROXY in capitals is what a web server makes of a request's header "Proxy": curl does not read it either.
        var credentials = new OfAddress();
        http = Address(environment("http_proxy") ?? Either("all_proxy"), credentials);
        https = Address(Either("https_proxy") ?? Either("all_proxy"), credentials);
        Credentials = credentials;
        direct = (Either("no_proxy") ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        string? Either(string name) => environment(name) ?? environment(name.ToUpperInvariant());
    }

    /// <summary>User and password of the proxy's own address.</summary>
    public ICredentials? Credentials { get; set; }

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

    private static Uri? Address(string? text, OfAddress credentials)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var given = new Uri(text.Contains("://", StringComparison.Ordinal) ? text.Trim() : "http://" + text.Trim(), UriKind.Absolute);
        var address = new UriBuilder(given) { UserName = "", Password = "" }.Uri;
        if (given.UserInfo.Length > 0) credentials.Add(address, given.UserInfo);
        return address;
    }

    private sealed class OfAddress : ICredentials
    {
        private readonly Dictionary<Uri, NetworkCredential> known = [];

        public void Add(Uri address, string userInfo)
        {
            var at = userInfo.IndexOf(':', StringComparison.Ordinal);
            var (user, password) = at < 0 ? (userInfo, "") : (userInfo[..at], userInfo[(at + 1)..]);
            known[address] = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        public NetworkCredential? GetCredential(Uri uri, string authType) => known.GetValueOrDefault(uri);
    }
}
