using System.Globalization;
using System.Net;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>Swift's own authentication, version 1: TempAuth, and what other services offer in its form (Ceph's gateway, SWAuth).</summary>
/// <param name="User">Usually <c>account:user</c>.</param>
/// <param name="StorageUrl">In place of the address that the service gives; null for that one.</param>
internal sealed record TempAuthSignIn(Uri AuthUrl, string User, Secret Key, Uri? StorageUrl) : ISwiftSignIn
{
    public async Task<SwiftAccount> SignInAsync(HttpClient http, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AuthUrl);
        request.Headers.TryAddWithoutValidation("X-Auth-User", User);
        request.Headers.TryAddWithoutValidation("X-Auth-Key", Key.Reveal());
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        // TempAuth answers 401 to a wrong key, other services of its form also 403.
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new StoreFaultException(new StoreFault(StoreFaultKind.SignInFailed, $"{AuthUrl.Authority} refuses user '{User}' or the key") { Status = (int)response.StatusCode });
        if (!response.IsSuccessStatusCode) throw response.Fault(clock.GetUtcNow(), KindOf((int)response.StatusCode));
        if (response.Header("X-Auth-Token") is not { Length: > 0 } token || (StorageUrl is null && !Uri.TryCreate(response.Header("X-Storage-Url"), UriKind.Absolute, out _)))
            throw new StoreFaultException(new StoreFault(StoreFaultKind.Rejected, $"{AuthUrl} answers, and gives no token: is it the address of a v1 authentication?") { Status = (int)response.StatusCode });
        var url = StorageUrl ?? new Uri(response.Header("X-Storage-Url")!);
        var life = long.TryParse(response.Header("X-Auth-Token-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return new SwiftAccount(new Uri(url.AbsoluteUri.TrimEnd('/')), new Secret(token), clock.GetUtcNow() + life);
    }

    /// <summary>Nothing is looked for here, so what is not found is the address.</summary>
    private static StoreFaultKind? KindOf(int status) => status is 404 or 410 or 412 ? StoreFaultKind.Rejected : null;
}
