using System.Collections.Frozen;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Db2Backup.Storage.Requests;

/// <summary>
/// The one place that says what an answer or a broken connection means, and so whether to try again: by status, by the service's
/// error code where it has one, by type of exception; never by wording.
/// </summary>
internal static class StoreFaults
{
    // Codes of S3 (API reference, "Error responses") and of Azure Storage ("Common REST API error codes", "Blob service error codes").
    // A status alone is too coarse for them: 403 is a wrong key, a missing right and a wrong clock; 409 is an object that exists and a passing conflict.
    private static readonly FrozenDictionary<string, StoreFaultKind> Codes = new Dictionary<string, StoreFaultKind>
    {
        ["SlowDown"] = StoreFaultKind.Busy, ["ServerBusy"] = StoreFaultKind.Busy, ["TooManyRequests"] = StoreFaultKind.Busy, ["Throttling"] = StoreFaultKind.Busy,
        ["RequestLimitExceeded"] = StoreFaultKind.Busy, ["ServiceUnavailable"] = StoreFaultKind.Busy,
        ["InternalError"] = StoreFaultKind.ServerError, ["OperationTimedOut"] = StoreFaultKind.ServerError, ["RequestTimeout"] = StoreFaultKind.ServerError,
        ["OperationAborted"] = StoreFaultKind.ServerError, ["ConditionalRequestConflict"] = StoreFaultKind.ServerError,
        ["BadDigest"] = StoreFaultKind.Damaged, ["Md5Mismatch"] = StoreFaultKind.Damaged, ["Crc64Mismatch"] = StoreFaultKind.Damaged,
        ["XAmzContentSHA256Mismatch"] = StoreFaultKind.Damaged, ["IncompleteBody"] = StoreFaultKind.Damaged,
        ["InvalidAccessKeyId"] = StoreFaultKind.SignInFailed, ["SignatureDoesNotMatch"] = StoreFaultKind.SignInFailed, ["ExpiredToken"] = StoreFaultKind.SignInFailed,
        ["InvalidToken"] = StoreFaultKind.SignInFailed, ["AuthenticationFailed"] = StoreFaultKind.SignInFailed, ["InvalidAuthenticationInfo"] = StoreFaultKind.SignInFailed,
        ["AccessDenied"] = StoreFaultKind.Denied, ["AuthorizationFailure"] = StoreFaultKind.Denied, ["AuthorizationPermissionMismatch"] = StoreFaultKind.Denied,
        ["RequestTimeTooSkewed"] = StoreFaultKind.ClockSkewed,
        ["NoSuchKey"] = StoreFaultKind.NotFound, ["NoSuchUpload"] = StoreFaultKind.NotFound, ["BlobNotFound"] = StoreFaultKind.NotFound,
        ["NoSuchBucket"] = StoreFaultKind.ContainerMissing, ["ContainerNotFound"] = StoreFaultKind.ContainerMissing,
        ["BlobAlreadyExists"] = StoreFaultKind.Exists, ["ConditionNotMet"] = StoreFaultKind.Exists, ["PreconditionFailed"] = StoreFaultKind.Exists,
        ["InvalidRange"] = StoreFaultKind.RangeInvalid, ["QuotaExceeded"] = StoreFaultKind.Full,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="code">The service's own code; null where it has none.</param>
    public static StoreFaultKind KindOf(int status, string? code = null)
    {
        if (code is not null && Codes.TryGetValue(code, out var kind)) return kind;
        return status switch
        {
            401 => StoreFaultKind.SignInFailed,
            403 => StoreFaultKind.Denied,
            404 or 410 => StoreFaultKind.NotFound,
            408 or 409 => StoreFaultKind.ServerError, // 409 of Swift: an older request overtook a newer one
            412 => StoreFaultKind.Exists,
            413 or 507 => StoreFaultKind.Full, // sizes are inside the limits, so 413 is a quota
            416 => StoreFaultKind.RangeInvalid,
            422 => StoreFaultKind.Damaged, // Swift: the ETag that was sent is not that of the bytes that came
            429 or 498 or 503 => StoreFaultKind.Busy, // 498: Swift's rate limit
            501 or 505 => StoreFaultKind.Rejected,
            >= 500 => StoreFaultKind.ServerError,
            _ => StoreFaultKind.Rejected,
        };
    }

    /// <summary>
    /// A code or id that a server gave, for people; null for what is none. A server, or something on the way to it, may put there
    /// what it was sent.
    /// </summary>
    public static string? Word(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ':') ? text : null;

    /// <summary>Null for what is no failure of the world: a bug, a cancellation by the caller.</summary>
    public static StoreFault? Of(Exception error) => error switch
    {
        StoreFaultException ours => ours.Fault,
        StalledException => new StoreFault(StoreFaultKind.NotResponding, error.Message),
        HttpRequestException http => OfConnection(http),
        // SocketsHttpHandler's ConnectTimeout; a caller's cancellation never gets here.
        OperationCanceledException { InnerException: TimeoutException timeout } => new StoreFault(StoreFaultKind.Unreachable, timeout.Message),
        IOException or SocketException => new StoreFault(StoreFaultKind.Unreachable, Innermost(error)),
        _ => null,
    };

    private static StoreFault OfConnection(HttpRequestException error)
    {
        if (error.HttpRequestError == HttpRequestError.NameResolutionError)
        {
            // A resolver that has no answer now may have one later; one that says "no such host" will say so again.
            var passes = error.InnerException is SocketException { SocketErrorCode: SocketError.TryAgain };
            return new StoreFault(passes ? StoreFaultKind.Unreachable : StoreFaultKind.HostUnknown, error.Message);
        }
        return error.InnerException is AuthenticationException tls
            ? new StoreFault(StoreFaultKind.TlsFailed, Innermost(tls))
            : new StoreFault(StoreFaultKind.Unreachable, Innermost(error));
    }

    /// <summary>The outer texts say that something inside went wrong; the innermost says what.</summary>
    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error.Message;
    }
}
