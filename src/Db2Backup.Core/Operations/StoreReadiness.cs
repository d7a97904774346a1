using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>What keeps a store from taking a backup, told before a byte of it is read: nothing is stored by looking.</summary>
internal static class StoreReadiness
{
    /// <param name="wanted">How streams shall be cut.</param>
    /// <returns>As near to it as the store allows.</returns>
    /// <exception cref="Errors.Db2BackupException">
    /// StoreNotFound, StoreContainerMissing, StoreNotWritable, StoreAccessDenied, StoreSignInFailed, StoreClockSkewed, StoreTlsFailed, StoreUnreachable …
    /// </exception>
    public static async Task<SliceOptions> CheckAsync(IObjectStore store, SliceOptions wanted, TimeProvider clock, CancellationToken cancellationToken)
    {
        await store.CheckWritableAsync(cancellationToken).ConfigureAwait(false);
        var facts = await store.DescribeAsync(cancellationToken).ConfigureAwait(false);
        StoreClock.Check(store.DisplayName, facts, clock);
        return wanted.Within(facts);
    }
}
