using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>Whether this machine's clock can be relied on, as a store's clock sees it. Pure.</summary>
internal static class StoreClock
{
    // What Azure ("Authorize with Shared Key") and Amazon's S3 (RequestTimeTooSkewed) allow. The other services do not look; but the times in
    // manifests, the age of claims and of unfinished runs are compared with those of other machines there all the same.
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <exception cref="Db2BackupException">StoreClockSkewed: the clocks are too far apart for times that others shall rely on.</exception>
    public static void Check(string store, StoreFacts facts, TimeProvider clock)
    {
        if (facts.ClockOffset is not { } offset || offset.Duration() <= Limit) return;
        var now = clock.GetUtcNow();
        throw new Db2BackupException(ErrorCode.StoreClockSkewed,
            string.Create(CultureInfo.InvariantCulture, $"The clocks of {store} and of this machine are {offset.Duration():g} apart: there it is {now + offset:u}, and here {now:u}."), store);
    }
}
