using System.Collections.Frozen;
using System.Globalization;
using Azure;
using Azure.Identity;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>
/// What a failure of Azure's libraries means. Their own texts are not passed on: an answer to a wrong signature repeats what was signed.
/// What is told is the status, Azure's error code, and the id by which its support finds the request.
/// </summary>
/// <param name="signature">The shared access signature in use, for the time it ends; null without one.</param>
internal sealed class AzureFaults(Secret? signature, TimeProvider clock)
{
    // Azure refuses a signed request whose date is more than 15 minutes off ("Authorize with Shared Key"), with the same code as a wrong key.
    private static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(15);

    // Beyond the table of all stores: what only Azure has, or has in another sense ("Common REST API error codes", "Blob service error codes").
    private static readonly FrozenDictionary<string, StoreFaultKind> Codes = new Dictionary<string, StoreFaultKind>
    {
        ["ContainerBeingDeleted"] = StoreFaultKind.ContainerMissing, ["ContainerDisabled"] = StoreFaultKind.ContainerMissing, ["ResourceNotFound"] = StoreFaultKind.ContainerMissing,
        ["BlobImmutableDueToPolicy"] = StoreFaultKind.Denied, ["BlobArchived"] = StoreFaultKind.Denied, ["PublicAccessNotPermitted"] = StoreFaultKind.SignInFailed,
        ["NoAuthenticationInformation"] = StoreFaultKind.SignInFailed, ["AccountIsDisabled"] = StoreFaultKind.Denied,
        ["UnauthorizedBlobOverwrite"] = StoreFaultKind.Exists, ["InvalidBlockList"] = StoreFaultKind.Rejected,
        // Azurite says so of an MD5 that does not match; with Azure it belongs to snapshots.
        ["InvalidOperation"] = StoreFaultKind.Damaged, ["InvalidMd5"] = StoreFaultKind.Damaged, ["InvalidXmlDocument"] = StoreFaultKind.Damaged,
        // A blob that others hold by a lease is there, and not ours to replace.
        ["LeaseIdMissing"] = StoreFaultKind.Denied, ["LeaseAlreadyPresent"] = StoreFaultKind.Denied,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null for what is no failure of the world: a bug, a cancellation by the caller.</summary>
    public StoreFault? Of(Exception error) => error switch
    {
        // What the SDK's own attempts to go on reading ended with.
        AggregateException many => many.InnerExceptions.Select(Of).FirstOrDefault(fault => fault is not null),
        RequestFailedException { Status: 0 } broken => OfConnection(broken),
        RequestFailedException refused => OfAnswer(refused),
        CredentialUnavailableException => new StoreFault(StoreFaultKind.SignInFailed, "none of the ways to sign in to Azure that were tried is set up here: " + FirstLine(error)),
        AuthenticationFailedException => OfSignIn(error),
        _ => StoreFaults.Of(error),
    };

    /// <summary>The SDK wraps what HttpClient threw.</summary>
    private static StoreFault OfConnection(Exception error)
    {
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
            if (StoreFaults.Of(inner) is { } known) return known;
        return new StoreFault(StoreFaultKind.Unreachable, "the connection broke");
    }

    private StoreFault OfAnswer(RequestFailedException error)
    {
        var answer = error.GetRawResponse();
        var code = StoreFaults.Word(error.ErrorCode);
        var kind = code is not null && Codes.TryGetValue(code, out var known) ? known : StoreFaults.KindOf(error.Status, code);
        // Azure says what it does not like about a request. What arrives in a form that has no name was damaged on the way.
        if (error.Status == 400 && code is null) kind = StoreFaultKind.Damaged;
        var message = string.Create(CultureInfo.InvariantCulture, $"Azure answered {error.Status}{(code is null ? "" : " " + code)}");
        var date = answer?.Headers.Date;
        if (kind is StoreFaultKind.SignInFailed or StoreFaultKind.Denied && date is { } server)
        {
            var now = clock.GetUtcNow();
            if (EndOfSignature() is { } end && end <= server)
            {
                kind = StoreFaultKind.SignInFailed;
                message += string.Create(CultureInfo.InvariantCulture, $": the shared access signature ended at {end:u}, and there it is {server:u}");
            }
            else if (kind == StoreFaultKind.SignInFailed && signature is null && (server - now).Duration() > SkewLimit)
            {
                kind = StoreFaultKind.ClockSkewed;
                message += string.Create(CultureInfo.InvariantCulture, $": there it is {server:u}, and here {now:u}");
            }
        }
        if (StoreFaults.Word(answer?.Headers.RequestId) is { } id) message += $" (request {id})";
        return new StoreFault(kind, message) { Status = error.Status, RetryAfter = RetryAfter(answer) };
    }

    private static StoreFault OfSignIn(Exception error)
    {
        // Whether Entra said no or could not be asked is in what lies inside.
        for (var inner = error.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is RequestFailedException { Status: 0 } or HttpRequestException && StoreFaults.Of(inner) is { } broken)
                return broken with { Message = "Azure's sign-in service cannot be reached: " + broken.Message };
            if (inner is RequestFailedException { Status: 429 or >= 500 } busy)
                return new StoreFault(StoreFaults.KindOf(busy.Status), string.Create(CultureInfo.InvariantCulture, $"Azure's sign-in service answered {busy.Status}")) { Status = busy.Status };
        }
        return new StoreFault(StoreFaultKind.SignInFailed, "Azure does not sign us in: " + FirstLine(error));
    }

    private DateTimeOffset? EndOfSignature()
    {
        if (signature?.Reveal().Split('&').FirstOrDefault(p => p.StartsWith("se=", StringComparison.Ordinal)) is not { } end) return null;
        return DateTimeOffset.TryParse(Uri.UnescapeDataString(end[3..]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private TimeSpan? RetryAfter(Response? answer)
    {
        if (answer is null) return null;
        if (answer.Headers.TryGetValue("x-ms-retry-after-ms", out var milliseconds) && int.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
            return TimeSpan.FromMilliseconds(ms);
        if (!answer.Headers.TryGetValue("Retry-After", out var text)) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > clock.GetUtcNow() ? date - clock.GetUtcNow() : null;
    }

    /// <summary>Of Entra, which tells a reason (AADSTS…) and no secret; what follows is a trace.</summary>
    private static string FirstLine(Exception error)
    {
        var end = error.Message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? error.Message : error.Message[..end];
    }
}
