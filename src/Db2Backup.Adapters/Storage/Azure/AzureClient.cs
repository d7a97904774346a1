using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Db2Backup.Storage.Requests;
using RetryPolicy = Db2Backup.Storage.Requests.RetryPolicy;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>Requests to one container.</summary>
/// <exception cref="Errors.Db2BackupException">StoreSettingInvalid, FileNotFound, AccessDenied, SecretExposed: certificate files.</exception>
internal sealed class AzureClient : SdkClient
{
    private readonly AzureFaults faults;

    public AzureClient(AzureSettings settings, RetryPolicy policy, TimeProvider clock, Action<string>? tell)
        : base(settings.Location.DisplayName, settings.Http, policy, clock, tell)
    {
        faults = new AzureFaults((settings.Credential as AzureCredential.Signature)?.Query, clock);
        Container = Connect(settings);
    }

    public BlobContainerClient Container { get; }

    public BlockBlobClient Blob(string key) => Container.GetBlockBlobClient(key);

    public override StoreFault? FaultOf(Exception error) => faults.Of(error);

    private BlobContainerClient Connect(AzureSettings settings)
    {
        var uri = settings.Location.ContainerUri;
        var options = Once(new BlobClientOptions());
        // Azure compares the MD5 of what arrives with that of what was sent.
        options.TransferValidation.Upload.ChecksumAlgorithm = StorageChecksumAlgorithm.MD5;
        return settings.Credential switch
        {
            AzureCredential.AccountKey key => new BlobContainerClient(uri, new StorageSharedKeyCredential(key.Account, key.Key.Reveal()), options),
            AzureCredential.Signature signature => new BlobContainerClient(uri, new AzureSasCredential(signature.Query.Reveal()), options),
            _ => new BlobContainerClient(uri, Tokens(settings), options),
        };
    }

    private TokenCredential Tokens(AzureSettings settings)
    {
        return settings.Credential switch
        {
            AzureCredential.Tokens tokens => tokens.Source,
            AzureCredential.ManagedIdentity identity => new ManagedIdentityCredential(Quiet(new ManagedIdentityCredentialOptions(
                identity.ClientId is { } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned))),
            AzureCredential.WorkloadIdentity identity => new WorkloadIdentityCredential(Workload(identity)),
            AzureCredential.ClientSecret client => new ClientSecretCredential(client.TenantId, client.ClientId, client.Secret.Reveal(), Quiet(new ClientSecretCredentialOptions())),
            AzureCredential.ClientCertificate client => new ClientCertificateCredential(client.TenantId, client.ClientId, AzureCertificate.Load(client.File, client.Password), Quiet(new ClientCertificateCredentialOptions())),
            AzureCredential.AzureCli cli => new AzureCliCredential(Quiet(new AzureCliCredentialOptions { TenantId = cli.TenantId })),
            AzureCredential.Default chain => new DefaultAzureCredential(Default(chain)),
            var other => throw new InvalidOperationException($"internal error: {other.GetType().Name} is no source of tokens"),
        };

        T Quiet<T>(T options) where T : TokenCredentialOptions
        {
            options.Transport = new HttpClientTransport(Http);
            options.Diagnostics.IsLoggingEnabled = options.Diagnostics.IsTelemetryEnabled = options.Diagnostics.IsDistributedTracingEnabled = false;
            if (settings.AuthorityHost is { } host) options.AuthorityHost = host;
            return options;
        }

        WorkloadIdentityCredentialOptions Workload(AzureCredential.WorkloadIdentity identity)
        {
            // What is null here stands in the environment, where Azure's webhook puts it.
            var options = Quiet(new WorkloadIdentityCredentialOptions());
            if (identity.TenantId is { } tenant) options.TenantId = tenant;
            if (identity.ClientId is { } client) options.ClientId = client;
            if (identity.TokenFile is { } file) options.TokenFilePath = file;
            return options;
        }

        // A scheduled run has nobody who could answer a browser.
        DefaultAzureCredentialOptions Default(AzureCredential.Default chain)
        {
            var options = Quiet(new DefaultAzureCredentialOptions
            {
                ExcludeInteractiveBrowserCredential = true, ExcludeVisualStudioCredential = true, ExcludeVisualStudioCodeCredential = true,
                ExcludeBrokerCredential = true, ExcludeAzureDeveloperCliCredential = true,
            });
            if (chain.TenantId is { } tenant) options.TenantId = tenant;
            if (chain.ClientId is { } client) options.ManagedIdentityClientId = options.WorkloadIdentityClientId = client;
            return options;
        }
    }

    private BlobClientOptions Once(BlobClientOptions options)
    {
        options.Transport = new HttpClientTransport(Http);
        options.Retry.MaxRetries = 0;
        // The watch on every transfer is the limit, not the time a whole request takes.
        options.Retry.NetworkTimeout = Timeout.InfiniteTimeSpan;
        options.Diagnostics.IsLoggingEnabled = options.Diagnostics.IsTelemetryEnabled = options.Diagnostics.IsDistributedTracingEnabled = false;
        return options;
    }
}
