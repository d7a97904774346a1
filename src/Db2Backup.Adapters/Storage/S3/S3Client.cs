using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;
using RetryPolicy = Db2Backup.Storage.Requests.RetryPolicy;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>Requests to one bucket.</summary>
internal sealed class S3Client : SdkClient
{
    private const int BlockBytes = 64 << 10;

    private readonly S3Faults faults;
    private readonly S3Settings settings;

    /// <exception cref="Db2BackupException">StoreSettingInvalid: no such profile or region, certificate file; FileNotFound, AccessDenied.</exception>
    public S3Client(S3Settings settings, RetryPolicy policy, TimeProvider clock, Action<string>? tell)
        : base(settings.Location.DisplayName, settings.Http, policy, clock, tell)
    {
        this.settings = settings;
        faults = new S3Faults(clock);
        Api = Connect();
    }

    public IAmazonS3 Api { get; }

    public string Bucket => settings.Location.Bucket;

    /// <summary>The connection is encrypted, so the body need not be signed too; its MD5 is.</summary>
    public bool IsEncrypted => settings.Endpoint is null || settings.Endpoint.Scheme == Uri.UriSchemeHttps;

    public override StoreFault? FaultOf(Exception error) => faults.Of(error);

    /// <summary>The service's clock less ours, from an answer that needs no rights; null when it does not tell.</summary>
    public Task<TimeSpan?> ClockOffsetAsync(CancellationToken cancellationToken) => RunAsync("Looking at", null, async token =>
    {
        var address = settings.Endpoint ?? new Uri($"https://s3.{settings.Region}.amazonaws.com");
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var answer = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
        return answer.Headers.Date - Clock.GetUtcNow();
    }, cancellationToken);

    public override void Dispose()
    {
        Api.Dispose();
        base.Dispose();
    }

    private AmazonS3Client Connect()
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.PathStyle,
            MaxErrorRetry = 0,
            // The watch on every transfer is the limit, not the time a whole request takes.
            Timeout = ClientConfig.MaxTimeout,
            HttpClientFactory = new OneHttpClient(Http),
            // The SDK reads and sends a body in blocks of this size, 8 KiB by default: a call of the system for each.
            BufferSize = BlockBytes,
            DisableLogging = true,
            // A clock that is wrong is told, not worked around: names and logs carry its times.
            DisableClockSkewCorrection = true,
            // MD5 and, without https, SHA-256 in the signature go with every body; what else the SDK would add, services other than Amazon's refuse.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint) (config.ServiceURL, config.AuthenticationRegion) = (endpoint.AbsoluteUri, settings.Region);
        else config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        AWSCredentials? credentials = settings.Credential switch
        {
            S3Credential.Keys { SessionToken: { } token } keys => new SessionAWSCredentials(keys.AccessKeyId, keys.SecretKey.Reveal(), token.Reveal()),
            S3Credential.Keys keys => new BasicAWSCredentials(keys.AccessKeyId, keys.SecretKey.Reveal()),
            S3Credential.Profile profile => Profile(profile.Name),
            _ => null,
        };
        if (settings.Role is { } role)
            credentials = new AssumeRoleAWSCredentials(credentials ?? new Amazon.Runtime.Credentials.DefaultAWSCredentialsIdentityResolver().ResolveIdentity(config),
                role.Arn, role.SessionName, new AssumeRoleAWSCredentialsOptions { ExternalId = role.ExternalId });
        return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
    }

    private static AWSCredentials Profile(string name)
    {
        try
        {
            if (new CredentialProfileStoreChain().TryGetAWSCredentials(name, out var found)) return found;
        }
        catch (Exception e) when (e is AmazonClientException or ArgumentException or InvalidDataException)
        {
            throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"The profile '{name}' of the aws configuration cannot be used.", name);
        }
        throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"The aws configuration has no profile '{name}', or one without credentials.", name);
    }

    private sealed class OneHttpClient(HttpClient http) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => http;
        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
