using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Db2Backup.Errors;

namespace Db2Backup.Storage.Requests;

/// <summary>How a store's HTTP client behaves.</summary>
internal sealed record StoreHttpOptions
{
    /// <summary>A request that does not move 64 KiB in this time, or has no answer, is given up and tried again.</summary>
    public TimeSpan NoProgressLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bytes per second in both directions together; null for no limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>Certificates (PEM) that are trusted in place of the system's; null for the system's, which SSL_CERT_FILE and SSL_CERT_DIR change.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>For the proxy's variables.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;
}

/// <summary>Makes the client that talks to a store, for drivers of our own and for SDKs: watch, bandwidth, proxy, trust.</summary>
internal static class StoreHttp
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(15);

    // Long runs follow a service that moves to another address.
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    // A hundred continues: large bodies are only sent to a server that will take them, so a refusal is an answer and no broken connection.
    private static readonly TimeSpan ContinueLimit = TimeSpan.FromSeconds(2);

    /// <exception cref="Db2BackupException">StoreSettingInvalid: certificate file or proxy; FileNotFound, AccessDenied.</exception>
    public static HttpClient CreateClient(StoreHttpOptions options, TimeProvider clock)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = ConnectLimit,
            PooledConnectionLifetime = ConnectionLife,
            Expect100ContinueTimeout = ContinueLimit,
            Proxy = ReadProxy(options.Environment),
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = options.CertificateFile is { } file ? Trusting(file) : null },
        };
        // The watch is the limit: a transfer may take hours as long as it gets on.
        return new HttpClient(new TransferHandler(handler, options.NoProgressLimit, new BandwidthLimit(options.BytesPerSecond, clock))) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private static EnvironmentProxy ReadProxy(Func<string, string?> environment)
    {
        try
        {
            return new EnvironmentProxy(environment);
        }
        catch (UriFormatException e)
        {
            // The value may hold a password and is not repeated.
            throw new Db2BackupException(ErrorCode.StoreSettingInvalid, "One of http_proxy, https_proxy and all_proxy in the environment is no address.", "proxy", e);
        }
    }

    private static X509ChainPolicy Trusting(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is not CryptographicException && FileErrors.From(e, file, writing: false) is { } told)
        {
            throw told;
        }
        catch (CryptographicException e)
        {
            throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"{file} holds no certificates (PEM): {e.Message}", file, e);
        }
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"{file} holds no certificates (PEM).", file);
    }
}
