using Azure.Core;
using Db2Backup.Storage;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>As whom to sign in to Azure: one of these and no other.</summary>
internal abstract record AzureCredential
{
    private AzureCredential() { }

    /// <summary>One of the account's two keys: may do everything.</summary>
    public sealed record AccountKey(string Account, Secret Key) : AzureCredential;

    /// <summary>A shared access signature, without a question mark.</summary>
    public sealed record Signature(Secret Query) : AzureCredential;

    /// <summary>The identity that the machine has from Azure: the system's, or the user-assigned one with this client id.</summary>
    public sealed record ManagedIdentity(string? ClientId) : AzureCredential;

    /// <summary>A token file that Kubernetes or a pipeline keeps up to date, exchanged for one of Azure.</summary>
    public sealed record WorkloadIdentity(string? TenantId, string? ClientId, string? TokenFile) : AzureCredential;

    public sealed record ClientSecret(string TenantId, string ClientId, Secret Secret) : AzureCredential;

    /// <param name="File">PEM or PFX, with the private key.</param>
    public sealed record ClientCertificate(string TenantId, string ClientId, string File, Secret? Password) : AzureCredential;

    /// <summary>Whoever <c>az login</c> signed in.</summary>
    public sealed record AzureCli(string? TenantId) : AzureCredential;

    /// <summary>What the environment, the machine or az login gives, in the order of DefaultAzureCredential.</summary>
    public sealed record Default(string? TenantId, string? ClientId) : AzureCredential;

    /// <summary>Tokens from elsewhere.</summary>
    public sealed record Tokens(TokenCredential Source) : AzureCredential;
}
