using Db2Backup.Errors;

namespace Db2Backup.Storage.Requests;

/// <summary>How a request to a store failed. The first ones pass, and are tried again; the others stay.</summary>
internal enum StoreFaultKind
{
    /// <summary>No connection, or one that broke.</summary>
    Unreachable,

    /// <summary>No byte moved for too long.</summary>
    NotResponding,

    /// <summary>The service asks to come back later.</summary>
    Busy,

    /// <summary>The service failed; whether the request took effect is not known.</summary>
    ServerError,

    /// <summary>What arrived is not what was sent.</summary>
    Damaged,

    /// <summary>There is no host of that name.</summary>
    HostUnknown,
    TlsFailed,
    SignInFailed,
    Denied,

    /// <summary>Requests are signed with the time, and the clocks are too far apart.</summary>
    ClockSkewed,
    NotFound,
    ContainerMissing,

    /// <summary>The object is there, where it had to be absent.</summary>
    Exists,

    /// <summary>A quota or the service's own space.</summary>
    Full,
    RangeInvalid,

    /// <summary>The service does not take this request, whoever sends it and whenever.</summary>
    Rejected,
}

/// <summary>A failed request: what it was, and when to come back.</summary>
/// <param name="Message">What the server or the connection said, without secrets; for people.</param>
internal sealed record StoreFault(StoreFaultKind Kind, string Message)
{
    /// <summary>The status of the answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>The time the service asked to wait for.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsTransient => Kind <= StoreFaultKind.Damaged;

    /// <summary>As the error that a user sees.</summary>
    /// <param name="what">What was done: "Storing db/manifest.json in swift://backups".</param>
    /// <param name="target">The object, or the store.</param>
    public Db2BackupException ToError(string what, string? target, Exception? inner) => new(Kind switch
    {
        StoreFaultKind.Unreachable or StoreFaultKind.HostUnknown => ErrorCode.StoreUnreachable,
        StoreFaultKind.NotResponding => ErrorCode.StoreNotResponding,
        StoreFaultKind.Busy => ErrorCode.StoreBusy,
        StoreFaultKind.ServerError or StoreFaultKind.Rejected => ErrorCode.StoreFailed,
        StoreFaultKind.Damaged => ErrorCode.ReadBackMismatch,
        StoreFaultKind.TlsFailed => ErrorCode.StoreTlsFailed,
        StoreFaultKind.SignInFailed => ErrorCode.StoreSignInFailed,
        StoreFaultKind.Denied => ErrorCode.StoreAccessDenied,
        StoreFaultKind.ClockSkewed => ErrorCode.StoreClockSkewed,
        StoreFaultKind.NotFound => ErrorCode.ObjectNotFound,
        StoreFaultKind.ContainerMissing => ErrorCode.StoreContainerMissing,
        StoreFaultKind.Exists => ErrorCode.ObjectExists,
        StoreFaultKind.Full => ErrorCode.StoreFull,
        StoreFaultKind.RangeInvalid => ErrorCode.ReadFailed,
        _ => throw new InvalidOperationException($"internal error: a fault of kind {Kind}"),
    }, $"{what}: {Message}", target, inner);
}

/// <summary>Thrown by a driver inside of one attempt; what leaves the driver is a <see cref="Db2BackupException"/>.</summary>
internal sealed class StoreFaultException(StoreFault fault, Exception? inner = null) : Exception(fault.Message, inner)
{
    public StoreFault Fault => fault;
}
