using System.Security.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum TestStoreStep { Write, ReadBack, List, Overwrite, Delete }

/// <summary>Test-Db2BackupStore: tries each thing that backups need, with an object of its own that it removes.</summary>
internal sealed class TestStore(Repository repository, IOperationHost host)
{
    private const int ProbeBytes = 1024;
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(1);

    /// <exception cref="Db2BackupException">StoreNotFound: there is nothing that could be tried.</exception>
    public async Task<BackupStoreTest> RunAsync(CancellationToken cancellationToken)
    {
        var store = repository.Store;
        var key = (repository.Prefix.Length == 0 ? "" : repository.Prefix + "/") + $"db2backup-probe-{Guid.NewGuid():N}";
        var content = RandomNumberGenerator.GetBytes(ProbeBytes);
        var errors = new List<string>();
        bool write = false, read = false, list = false, once = false, delete;
        try
        {
            write = await TryAsync(TestStoreStep.Write, errors, async () =>
            {
                await store.CheckWritableAsync(cancellationToken).ConfigureAwait(false);
                await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            read = write && await TryAsync(TestStoreStep.ReadBack, errors, async () =>
                await SmallObjects.ReadAsync(store, key, cancellationToken).ConfigureAwait(false) is { } found && found.AsSpan().SequenceEqual(content)).ConfigureAwait(false);
            list = await TryAsync(TestStoreStep.List, errors, async () =>
            {
                await foreach (var found in store.ListAsync(key, cancellationToken).ConfigureAwait(false))
                    if (found.Key == key && found.Length == content.Length) return true;
                return !write; // An empty list is right when there is nothing.
            }).ConfigureAwait(false);
            once = write && await TryAsync(TestStoreStep.Overwrite, errors, async () =>
            {
                try
                {
                    await store.PutAsync(key, new byte[ProbeBytes], cancellationToken).ConfigureAwait(false);
                    return false;
                }
                catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
                {
                    return true;
                }
            }).ConfigureAwait(false);
        }
        finally
        {
            // Also when writing seemed to fail, and when this was cancelled: the object may be there.
            using var limit = new CancellationTokenSource(CleanUpLimit);
            delete = await TryAsync(TestStoreStep.Delete, errors, async () =>
            {
                await store.DeleteAsync(key, limit.Token).ConfigureAwait(false);
                return await store.FindAsync(key, limit.Token).ConfigureAwait(false) is null;
            }).ConfigureAwait(false);
            if (!delete) host.Warning($"The test object {key} in {store.DisplayName} could not be removed.");
        }
        return new BackupStoreTest
        {
            Location = repository.Location, CanWrite = write, CanReadBack = read, CanList = list, RefusesOverwriting = once, CanDelete = write && delete,
            Errors = errors, Remaining = delete ? null : key,
        };
    }

    private async Task<bool> TryAsync(TestStoreStep step, List<string> errors, Func<Task<bool>> act)
    {
        host.Step(step);
        try
        {
            if (await act().ConfigureAwait(false)) return true;
            errors.Add($"{step}: the store did not do what it must.");
        }
        catch (Db2BackupException e) when (e.Code != ErrorCode.StoreNotFound)
        {
            errors.Add($"{step}: {e.ErrorId}: {e.Message}");
        }
        return false;
    }
}
