using System.Security.Cryptography;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

internal enum TestStoreStep { Describe, Write, ReadBack, List, Overwrite, Delete }

/// <summary>Test-Db2BackupStore: what the store allows, and each thing that backups need, tried with an object of its own that is removed again.</summary>
internal sealed class TestStore(Repository repository, IOperationHost host, TimeProvider? clock = null)
{
    private const int ProbeBytes = 1024;
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(1);

    // What somebody may not do, or what there is no room for, is told with the rest. Anything else on the way to the store (no such place, no
    // connection, no sign-in) is an error: nothing could be tried, and nothing is left behind.
    private static readonly ErrorCode[] Told =
        [ErrorCode.StoreAccessDenied, ErrorCode.AccessDenied, ErrorCode.StoreNotWritable, ErrorCode.StoreFull, ErrorCode.DiskFull, ErrorCode.WriteFailed, ErrorCode.ReadFailed];

    private readonly IObjectStore store = repository.Store;
    private readonly string prefix = repository.Prefix.Length == 0 ? "" : repository.Prefix + "/";
    private readonly byte[] content = RandomNumberGenerator.GetBytes(ProbeBytes);
    private readonly List<string> errors = [];
    private string? other;
    private bool attempted;

    /// <exception cref="Db2BackupException">StoreNotFound, StoreContainerMissing, StoreUnreachable, StoreSignInFailed …: there is nothing that could be tried.</exception>
    public async Task<BackupStoreTest> RunAsync(CancellationToken cancellationToken)
    {
        var key = $"{prefix}db2backup-probe-{Guid.NewGuid():N}";
        var test = await DescribeAsync(cancellationToken).ConfigureAwait(false);
        (bool? Deleted, bool Gone) end;
        try
        {
            var write = await WriteAsync(key, cancellationToken).ConfigureAwait(false);
            var back = write && await TryAsync(TestStoreStep.ReadBack, async () =>
                await SmallObjects.ReadAsync(store, key, cancellationToken).ConfigureAwait(false) is { } found && found.AsSpan().SequenceEqual(content)).ConfigureAwait(false);
            var list = await TryAsync(TestStoreStep.List, () => ListAsync(write ? key : null, cancellationToken)).ConfigureAwait(false);
            test = test with
            {
                CanWrite = write, CanReadBack = back, CanList = list,
                CanRead = write ? back : await ReadOtherAsync(cancellationToken).ConfigureAwait(false),
                RefusesOverwriting = write && await TryAsync(TestStoreStep.Overwrite, () => IsRefusedAsync(key, cancellationToken)).ConfigureAwait(false),
            };
        }
        finally
        {
            // Also when writing seemed to fail, and when this was cancelled: the object may be there.
            end = attempted ? await DeleteAsync(key).ConfigureAwait(false) : (null, true);
            if (!end.Gone) host.Warning($"The test object {key} in {store.DisplayName} could not be removed.");
        }
        return test with { CanDelete = test.CanWrite ? end.Deleted : null, Errors = errors, Remaining = end.Gone ? null : key };
    }

    private async Task<BackupStoreTest> DescribeAsync(CancellationToken cancellationToken)
    {
        var test = new BackupStoreTest { Location = repository.Location };
        StoreFacts? facts = null;
        await ReachAsync(TestStoreStep.Describe, async () => facts = await store.DescribeAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (facts is null) return test;
        test = test with
        {
            MaximumObjectBytes = facts.LargestObjectBytes, MaximumParts = facts.MaximumParts, MinimumPartBytes = facts.MinimumPartBytes, MaximumPartBytes = facts.MaximumPartBytes, ClockOffset = facts.ClockOffset,
        };
        try
        {
            test = test with { SliceBytes = SliceOptions.Default.Within(facts).SliceBytes };
            StoreClock.Check(store.DisplayName, facts, clock ?? TimeProvider.System);
            return test with { AllowsBackups = true };
        }
        catch (Db2BackupException e)
        {
            errors.Add(Text(TestStoreStep.Describe, e));
            return test;
        }
    }

    private async Task<bool> WriteAsync(string key, CancellationToken cancellationToken)
    {
        if (!await ReachAsync(TestStoreStep.Write, () => store.CheckWritableAsync(cancellationToken)).ConfigureAwait(false)) return false;
        attempted = true;
        return await TryAsync(TestStoreStep.Write, async () =>
        {
            await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    /// <param name="key">What has to be in the list; null where nothing was written: then any object will do for reading.</param>
    private async Task<bool> ListAsync(string? key, CancellationToken cancellationToken)
    {
        await foreach (var found in store.ListAsync(key ?? prefix, cancellationToken).ConfigureAwait(false))
        {
            if (key is null && found.Length == 0) continue;
            other = found.Key;
            return key is null || (found.Key == key && found.Length == content.Length);
        }
        return key is null;
    }

    /// <summary>Who may not write may be one who restores: an object that is there is read, one byte of it.</summary>
    /// <returns>Null when there is none.</returns>
    private async Task<bool?> ReadOtherAsync(CancellationToken cancellationToken)
    {
        if (other is not { } key) return null;
        return await TryAsync(TestStoreStep.ReadBack, async () =>
        {
            var stream = await store.OpenReadAsync(key, 0, 1, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
                return await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) == 1;
        }).ConfigureAwait(false);
    }

    private async Task<bool> IsRefusedAsync(string key, CancellationToken cancellationToken)
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
    }

    /// <summary>Whether it could be deleted, and whether it is known to be gone: an object whose writing failed need never have been there.</summary>
    private async Task<(bool? Deleted, bool Gone)> DeleteAsync(string key)
    {
        using var limit = new CancellationTokenSource(CleanUpLimit);
        var deleted = await TryAsync(TestStoreStep.Delete, async () =>
        {
            await store.DeleteAsync(key, limit.Token).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        var gone = false;
        var looked = await TryAsync(TestStoreStep.Delete, async () =>
        {
            gone = await store.FindAsync(key, limit.Token).ConfigureAwait(false) is null;
            return gone || !deleted; // that it could not be deleted is told already
        }).ConfigureAwait(false);
        return (deleted && looked, gone);
    }

    /// <summary>False when it is not allowed, which is told; what means that the store cannot be reached at all is thrown.</summary>
    private async Task<bool> ReachAsync(TestStoreStep step, Func<Task> act)
    {
        host.Step(step);
        try
        {
            await act().ConfigureAwait(false);
            return true;
        }
        catch (Db2BackupException e) when (e.Code is { } code && Told.Contains(code))
        {
            errors.Add(Text(step, e));
            return false;
        }
    }

    private async Task<bool> TryAsync(TestStoreStep step, Func<Task<bool>> act)
    {
        host.Step(step);
        try
        {
            if (await act().ConfigureAwait(false)) return true;
            errors.Add($"{step}: the store did not do what it must.");
        }
        catch (Db2BackupException e) when (e.Code is not (ErrorCode.StoreNotFound or ErrorCode.StoreContainerMissing))
        {
            errors.Add(Text(step, e));
        }
        return false;
    }

    private static string Text(TestStoreStep step, Db2BackupException error) => $"{step}: {error.ErrorId}: {error.Message} {error.Remedy}";
}
