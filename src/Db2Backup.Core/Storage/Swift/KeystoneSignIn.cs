using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>A user, project or domain: by id, or by name (of users and projects: within a domain).</summary>
internal sealed record KeystoneName(string? Id, string? Name, KeystoneName? Domain = null)
{
    public JsonObject ToJson()
    {
        if (Id is not null) return new JsonObject { ["id"] = Id };
        var json = new JsonObject { ["name"] = Name };
        if (Domain is not null) json["domain"] = Domain.ToJson();
        return json;
    }

    public override string ToString() => Id ?? (Domain is null ? $"'{Name}'" : $"'{Name}' of domain {Domain}");
}

/// <summary>As whom to sign in to Keystone.</summary>
internal abstract record KeystoneIdentity
{
    private KeystoneIdentity() { }

    /// <param name="Project">Which project's account; null for a domain's or the user's default.</param>
    /// <param name="Domain">For a token of a domain instead of a project.</param>
    public sealed record Password(KeystoneName User, Secret Text, KeystoneName? Project, KeystoneName? Domain) : KeystoneIdentity;

    /// <summary>It is bound to a project, so none is named.</summary>
    /// <param name="User">Only with a credential that is named, not given by id.</param>
    public sealed record ApplicationCredential(KeystoneName Credential, KeystoneName? User, Secret Text) : KeystoneIdentity;
}

/// <summary>OpenStack's authentication, version 3: a token, and the catalog that says where the object store is.</summary>
/// <param name="AuthUrl">With or without /v3.</param>
/// <param name="Region">Null when the catalog has one.</param>
/// <param name="Interface">public, internal or admin.</param>
/// <param name="StorageUrl">In place of the catalog's; null for that one.</param>
internal sealed record KeystoneSignIn(Uri AuthUrl, KeystoneIdentity Identity, string? Region, string Interface, Uri? StorageUrl) : ISwiftSignIn
{
    public async Task<SwiftAccount> SignInAsync(HttpClient http, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokensUrl(AuthUrl))
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(Body())) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new StoreFaultException(new StoreFault(StoreFaultKind.SignInFailed, $"Keystone on {AuthUrl.Authority} refuses {Who()}, the secret, or the project") { Status = (int)response.StatusCode });
        if (response.StatusCode != HttpStatusCode.Created)
            throw response.Fault(clock.GetUtcNow(), response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.OK or HttpStatusCode.MultipleChoices ? StoreFaultKind.Rejected : null);
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var now = clock.GetUtcNow();
        try
        {
            using var json = JsonDocument.Parse(content);
            var token = json.RootElement.GetProperty("token");
            // The life is the difference of two times of one clock; the end by itself would be wrong by as much as the clocks differ.
            var life = Time(token, "expires_at") - Time(token, "issued_at");
            var url = StorageUrl ?? ServiceCatalog.Find(token, Region, Interface, AuthUrl);
            var text = response.Header("X-Subject-Token") ?? throw new JsonException("no token");
            return new SwiftAccount(new Uri(url.AbsoluteUri.TrimEnd('/')), new Secret(text), now + life);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new StoreFaultException(new StoreFault(StoreFaultKind.Rejected, $"{AuthUrl} answers, and its answer is not Keystone's: is it the address of an identity service, version 3?"), e);
        }
    }

    /// <summary>The address is often given without the version, or with that of the old one.</summary>
    public static Uri TokensUrl(Uri authUrl)
    {
        var text = authUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        if (text.EndsWith("/v2.0", StringComparison.Ordinal)) text = text[..^"/v2.0".Length];
        return new Uri((text.EndsWith("/v3", StringComparison.Ordinal) ? text : text + "/v3") + "/auth/tokens");
    }

    private string Who() => Identity switch
    {
        KeystoneIdentity.Password password => $"user {password.User}",
        KeystoneIdentity.ApplicationCredential application => $"application credential {application.Credential}",
        _ => throw new InvalidOperationException("internal error: an unknown identity"),
    };

    private JsonObject Body()
    {
        var (method, details, scope) = Identity switch
        {
            KeystoneIdentity.Password password => ("password", new JsonObject { ["user"] = With(password.User.ToJson(), "password", password.Text) }, Scope(password)),
            KeystoneIdentity.ApplicationCredential application => ("application_credential", Application(application), null),
            _ => throw new InvalidOperationException("internal error: an unknown identity"),
        };
        var auth = new JsonObject { ["identity"] = new JsonObject { ["methods"] = new JsonArray(method), [method] = details } };
        if (scope is not null) auth["scope"] = scope;
        return new JsonObject { ["auth"] = auth };
    }

    private static JsonObject Application(KeystoneIdentity.ApplicationCredential application)
    {
        var json = With(application.Credential.ToJson(), "secret", application.Text);
        if (application.User is { } user) json["user"] = user.ToJson();
        return json;
    }

    private static JsonObject? Scope(KeystoneIdentity.Password password) =>
        password.Project is { } project ? new JsonObject { ["project"] = project.ToJson() }
        : password.Domain is { } domain ? new JsonObject { ["domain"] = domain.ToJson() }
        : null;

    private static JsonObject With(JsonObject json, string name, Secret secret)
    {
        json[name] = secret.Reveal();
        return json;
    }

    private static DateTimeOffset? Time(JsonElement token, string name) =>
        token.TryGetProperty(name, out var value) && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
