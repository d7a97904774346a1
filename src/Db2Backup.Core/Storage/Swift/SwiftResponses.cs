using System.Globalization;
using System.Net.Http.Headers;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>What answers of Swift and Keystone say, read from headers and status only.</summary>
internal static class SwiftResponses
{
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>Of a plain object the MD5 of its bytes, of a manifest that of its segments' tags; null when there is none.</summary>
    public static string? Tag(this HttpResponseMessage response) => response.Header("Etag")?.Trim('"').ToLowerInvariant();

    public static bool IsManifest(this HttpResponseMessage response) =>
        string.Equals(response.Header("X-Static-Large-Object"), "true", StringComparison.OrdinalIgnoreCase);

    public static StoreFaultException Fault(this HttpResponseMessage response, DateTimeOffset now, StoreFaultKind? kind = null)
    {
        var status = (int)response.StatusCode;
        // By the transaction id the operators of a Swift find the request in their logs.
        var transaction = StoreFaults.Word(response.Header("X-Trans-Id") ?? response.Header("X-Openstack-Request-Id"));
        // The name of the status and not the server's own phrase, which may repeat what it was sent, the token too.
        var message = string.Create(CultureInfo.InvariantCulture, $"the server answered {status} {response.StatusCode}") + (transaction is null ? "" : $" (transaction {transaction})");
        return new StoreFaultException(new StoreFault(kind ?? StoreFaults.KindOf(status), message) { Status = status, RetryAfter = RetryAfter(response.Headers.RetryAfter, now) });
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? value, DateTimeOffset now) => value switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > now => date - now,
        _ => null,
    };
}
