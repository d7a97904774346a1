using System.Globalization;
using Amazon.Runtime.CredentialManagement;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>Whether the service refuses to overwrite when it is told so (If-None-Match).</summary>
internal enum ConditionalWrites
{
    /// <summary>Amazon's does; any other is tried once.</summary>
    Auto,
    Yes,
    No,
}

/// <summary>As whom to sign in: one of these and no other.</summary>
internal abstract record S3Credential
{
    private S3Credential() { }

    /// <param name="SessionToken">Of temporary keys; null for others.</param>
    public sealed record Keys(string AccessKeyId, Secret SecretKey, Secret? SessionToken) : S3Credential;

    /// <summary>Of ~/.aws/credentials and ~/.aws/config, whatever it says: keys, a role, a program.</summary>
    public sealed record Profile(string Name) : S3Credential;

    /// <summary>What the environment, a web identity, the container or the machine gives, in the order of the SDK.</summary>
    public sealed record Default : S3Credential;
}

/// <param name="Arn">Assumed with the credential.</param>
internal sealed record S3Role(string Arn, string SessionName, string? ExternalId);

/// <summary>
/// How to reach a bucket: from the settings of a named store and a secret that was given, else from the environment, by the variables of
/// the aws program.
/// </summary>
internal sealed record S3Settings(S3Location Location, Uri? Endpoint, string Region, bool PathStyle, S3Credential Credential, StoreHttpOptions Http)
{
    /// <summary>Of Amazon's S3; some services take 1,000.</summary>
    private const int PartsOfAmazon = 10_000;

    public S3Role? Role { get; init; }
    public ConditionalWrites ConditionalWrites { get; init; }
    public int MaximumParts { get; init; } = PartsOfAmazon;

    private static readonly string[] Names =
    [
        "endpoint", "region", "path_style", "profile", "access_key_id", "role_arn", "role_session_name", "external_id", "conditional_writes", "maximum_parts", "cacert",
        Transfers.BytesPerSecond, Transfers.NoProgressSeconds,
    ];

    // Where services that are not Amazon's and have no regions expect one in the signature.
    private const string AnyRegion = "us-east-1";

    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSettingInvalid, StoreCredentialMissing.</exception>
    public static S3Settings From(StoreAddress address, StoreAccess access)
    {
        var settings = access.Settings;
        foreach (var name in settings.Keys)
            if (!Names.Contains(name)) throw Invalid(name, $"'{name}' is no setting of an s3 store; there are {string.Join(", ", Names)}.");
        var endpoint = EndpointOf(Setting("endpoint") ?? Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL"));
        var profile = Setting("profile") ?? (Setting("access_key_id") is null ? Variable("AWS_PROFILE") : null);
        return new S3Settings(
            S3Location.Parse(address, endpoint is not null), endpoint,
            Setting("region") ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? RegionOf(profile) ?? (endpoint is not null ? AnyRegion
                : throw new Db2BackupException(ErrorCode.StoreSettingInvalid, "It is not said in which region the bucket is (region: AWS_REGION, or the profile).", "region")),
            Setting("path_style") switch
            {
                null => endpoint is not null,
                "true" => true,
                "false" => false,
                _ => throw Invalid("path_style", "path_style is true or false."),
            },
            CredentialOf(profile),
            new StoreHttpOptions
            {
                BytesPerSecond = Transfers.PositiveNumber(settings, Transfers.BytesPerSecond),
                NoProgressLimit = Transfers.PositiveNumber(settings, Transfers.NoProgressSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : new StoreHttpOptions().NoProgressLimit,
                CertificateFile = Setting("cacert") ?? Variable("AWS_CA_BUNDLE"),
                Environment = access.Environment,
            })
        {
            Role = Setting("role_arn") is { } role ? new S3Role(role, Setting("role_session_name") ?? "Db2Backup", Setting("external_id")) : null,
            ConditionalWrites = Setting("conditional_writes") switch
            {
                null or "auto" => ConditionalWrites.Auto,
                "yes" => ConditionalWrites.Yes,
                "no" => ConditionalWrites.No,
                _ => throw Invalid("conditional_writes", "conditional_writes is auto, yes or no."),
            },
            MaximumParts = Transfers.PositiveNumber(settings, "maximum_parts") is { } parts ? (int)Math.Min(parts, PartsOfAmazon) : PartsOfAmazon,
        };

        string? Setting(string name) => settings.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        string? Variable(string name) => access.Environment(name) is { Length: > 0 } value ? value : null;

        S3Credential CredentialOf(string? profileName)
        {
            if (Setting("access_key_id") is { } id)
                return new S3Credential.Keys(id, access.Secret ?? (Variable("AWS_SECRET_ACCESS_KEY") is { } given ? new Secret(given)
                    : throw Missing("the secret of the key (AWS_SECRET_ACCESS_KEY, or a secret of New-Db2BackupStore)")), null);
            if (access.Secret is { } secret)
                return new S3Credential.Keys(Variable("AWS_ACCESS_KEY_ID") ?? throw Missing("which key the secret is of (access_key_id: AWS_ACCESS_KEY_ID)"), secret, null);
            // A setting comes before the environment; within the environment keys come before a profile, as for the aws program.
            if (Setting("profile") is { } named) return new S3Credential.Profile(named);
            if (Variable("AWS_ACCESS_KEY_ID") is { } key && Variable("AWS_SECRET_ACCESS_KEY") is { } value)
                return new S3Credential.Keys(key, new Secret(value), Variable("AWS_SESSION_TOKEN") is { } token ? new Secret(token) : null);
            return profileName is null ? new S3Credential.Default() : new S3Credential.Profile(profileName);
        }
    }

    private static Uri? EndpointOf(string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.UserInfo.Length == 0 && uri.Query.Length == 0
            ? uri
            : throw Invalid("endpoint", "endpoint (AWS_ENDPOINT_URL) is no http or https address, or has a user or query in it.");

    private static string? RegionOf(string? profile) =>
        new CredentialProfileStoreChain().TryGetProfile(profile ?? "default", out var found) ? found.Region?.SystemName : null;

    private static Db2BackupException Invalid(string name, string message) => new(ErrorCode.StoreSettingInvalid, message, name);

    private static Db2BackupException Missing(string what) => new(ErrorCode.StoreCredentialMissing, string.Create(CultureInfo.InvariantCulture, $"To open an s3 store it must be known {what}."), S3Location.Scheme);
}
