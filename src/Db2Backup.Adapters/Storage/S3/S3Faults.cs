using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.S3;

/// <summary>
/// What a failure of Amazon's SDK means. Its own texts are not passed on: an answer to a wrong signature repeats what was signed. What is
/// told is the status, the service's error code, and the id by which its operators find the request.
/// </summary>
internal sealed class S3Faults(TimeProvider clock)
{
    // Beyond the table of all stores ("Error responses" of the S3 API reference; those of Ceph and MinIO where Amazon has none).
    private static readonly FrozenDictionary<string, StoreFaultKind> Codes = new Dictionary<string, StoreFaultKind>
    {
        ["RequestExpired"] = StoreFaultKind.ClockSkewed, ["ExpiredTokenException"] = StoreFaultKind.SignInFailed, ["TokenRefreshRequired"] = StoreFaultKind.SignInFailed,
        ["InvalidClientTokenId"] = StoreFaultKind.SignInFailed, ["UnrecognizedClientException"] = StoreFaultKind.SignInFailed,
        ["AllAccessDisabled"] = StoreFaultKind.Denied, ["AccountProblem"] = StoreFaultKind.Denied, ["InvalidObjectState"] = StoreFaultKind.Denied, ["MethodNotAllowed"] = StoreFaultKind.Denied,
        ["NotImplemented"] = StoreFaultKind.Rejected, ["InvalidPart"] = StoreFaultKind.Rejected, ["EntityTooSmall"] = StoreFaultKind.Rejected,
        ["XMinioStorageFull"] = StoreFaultKind.Full, ["InsufficientCapacity"] = StoreFaultKind.Full,
        ["InvalidDigest"] = StoreFaultKind.Damaged,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null for what is no failure of the world: a bug, a cancellation by the caller.</summary>
    public StoreFault? Of(Exception error) => error switch
    {
        AmazonServiceException { StatusCode: 0 } broken => OfConnection(broken),
        AmazonUnmarshallingException odd => new StoreFault(StoreFaultKind.ServerError, string.Create(CultureInfo.InvariantCulture, $"the service answered {(int)odd.StatusCode} with something that is no answer of S3")) { Status = (int)odd.StatusCode },
        AmazonServiceException refused => OfAnswer(refused),
        AmazonClientException client => OfClient(client),
        WebException => new StoreFault(StoreFaultKind.Unreachable, "the connection broke"),
        _ => StoreFaults.Of(error),
    };

    private static StoreFault OfConnection(Exception error) => Inner(error) ?? new StoreFault(StoreFaultKind.Unreachable, "the connection broke");

    /// <summary>What the SDK finds by itself: no credentials, or a body that is not what was announced.</summary>
    private static StoreFault OfClient(AmazonClientException error) =>
        Inner(error) ?? new StoreFault(StoreFaultKind.SignInFailed, "no way to sign in that the SDK tried is set up here (keys, web identity, profile, container, machine)");

    private static StoreFault? Inner(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
            if (StoreFaults.Of(inner) is { } known) return known;
        return null;
    }

    private StoreFault OfAnswer(AmazonServiceException error)
    {
        var status = (int)error.StatusCode;
        // Where an answer has no body, the SDK puts the status in the place of a code.
        var code = error.ErrorCode == error.StatusCode.ToString() ? null : StoreFaults.Word(error.ErrorCode);
        var kind = code is not null && Codes.TryGetValue(code, out var known) ? known : StoreFaults.KindOf(status, code);
        var message = string.Create(CultureInfo.InvariantCulture, $"the service answered {status}{(code is null ? "" : " " + code)}");
        var answer = Answer(error);
        if (kind == StoreFaultKind.ClockSkewed && DateTimeOffset.TryParse(Header(answer, "Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var server))
            message += string.Create(CultureInfo.InvariantCulture, $": there it is {server:u}, and here {clock.GetUtcNow():u}");
        if (Header(answer, "x-amz-bucket-region") is { Length: > 0 } given && StoreFaults.Word(given) is { } region && status is 301 or 307 or 400) message += $": the bucket is in the region {region}";
        if (StoreFaults.Word(error.RequestId) is { } id) message += $" (request {id})";
        return new StoreFault(kind, message) { Status = status, RetryAfter = RetryAfter(Header(answer, "Retry-After")) };
    }

    private static Amazon.Runtime.Internal.Transform.IWebResponseData? Answer(Exception error) => (error.InnerException as HttpErrorResponseException)?.Response;

    private static string? Header(Amazon.Runtime.Internal.Transform.IWebResponseData? answer, string name) =>
        answer is not null && answer.IsHeaderPresent(name) ? answer.GetHeaderValue(name) : null;

    private TimeSpan? RetryAfter(string? text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > clock.GetUtcNow() ? date - clock.GetUtcNow() : null;
    }
}
