namespace Db2Backup.Storage.Requests;

/// <summary>When to try a request again. Pure.</summary>
internal sealed record RetryPolicy
{
    public static RetryPolicy Default { get; } = new();

    /// <summary>The first wait; each next one is twice as long.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>No wait is longer, unless the service asks for it.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one request is tried before the store has answered anything: a wrong address should not take minutes to be told.</summary>
    public TimeSpan FirstPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one request is tried later: a service is restarted or a line is cut in the middle of hours of work.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a server may work on after a client went away without an answer: what it does until then is waited for before it is cleaned up.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is damaged so many times in a row is not damaged by chance.</summary>
    public int DamagedAttempts { get; init; } = 4;

    /// <summary>How long to wait, or null to give up. What passes is tried twice at least.</summary>
    /// <param name="attempt">Which one failed, from 1.</param>
    /// <param name="elapsed">Since the first one began.</param>
    /// <param name="reached">The store has answered before.</param>
    /// <param name="random">From 0 to 1, so that those who failed together do not come back together.</param>
    public TimeSpan? Wait(StoreFault fault, int attempt, TimeSpan elapsed, bool reached, double random)
    {
        if (!fault.IsTransient || (fault.Kind == StoreFaultKind.Damaged && attempt >= DamagedAttempts)) return null;
        var patience = reached ? Patience : FirstPatience;
        var doubled = FirstWait * Math.Pow(2, Math.Min(attempt - 1, 30));
        var wait = (doubled < LongestWait ? doubled : LongestWait) * (0.5 + random / 2);
        // Not before the service said; a little later, each at another moment.
        if (fault.RetryAfter is { } asked && asked > wait) wait = asked + FirstWait * random;
        if (wait > patience) return null;
        return attempt == 1 || elapsed + wait <= patience ? wait : null;
    }
}
