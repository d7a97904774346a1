using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Catalog;

/// <summary>Reads and creates the small objects of a repository, and knows which ones this run made.</summary>
internal sealed class SmallObjects(IObjectStore store)
{
    // Manifests have some hundred bytes per slice of 8 GiB; more than this is no manifest.
    private const long MaximumBytes = 64 << 20;
    private readonly List<(string Key, byte[] Content)> mine = [];

    /// <summary>What this run made, or may have made.</summary>
    public IReadOnlyList<string> Keys => mine.Select(m => m.Key).ToList();

    /// <summary>Null when there is none.</summary>
    public static async Task<byte[]?> ReadAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } found) return null;
        if (found.Length > MaximumBytes) throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{key} has {found.Length} bytes, too many for what it should be.", key);
        var content = new byte[found.Length];
        var stream = await store.OpenReadAsync(key, 0, found.Length, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var read = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (read < content.Length) throw new Db2BackupException(ErrorCode.ReadFailed, $"{key} broke off after {read} of {content.Length} bytes.", key);
        }
        return content;
    }

    /// <summary>
    /// Creates an object. When the answer is lost, what is in the store decides; when that cannot be seen either, the failure is
    /// told, and <see cref="UndoAsync"/> looks again.
    /// </summary>
    /// <returns>False when somebody else's is there already.</returns>
    public async Task<bool> CreateAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        mine.Add((key, content));
        try
        {
            await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Db2BackupException e) when (e.Code == ErrorCode.ObjectExists)
        {
            // A store that repeats a request whose answer was lost finds its own object there.
            if (await IsMineAsync(key, content, cancellationToken).ConfigureAwait(false) == true) return true;
            mine.Remove((key, content));
            return false;
        }
        catch (Exception e) when (e is IOException or Db2BackupException)
        {
            if (await IsMineAsync(key, content, cancellationToken).ConfigureAwait(false) == true) return true;
            throw;
        }
    }

    /// <summary>True: this run's bytes are there. False: nothing or something else is. Null: the store does not tell.</summary>
    public async Task<bool?> IsMineAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(store, key, cancellationToken).ConfigureAwait(false) is { } found && found.AsSpan().SequenceEqual(content);
        }
        catch (Exception e) when (e is IOException or Db2BackupException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Deletes what this run made, the last first, and leaves what others made under the same keys.</summary>
    /// <param name="only">One of them; null for all.</param>
    /// <returns>What could not be deleted, or not be seen.</returns>
    public async Task<IReadOnlyList<string>> UndoAsync(CancellationToken cancellationToken, string? only = null)
    {
        var left = new List<string>();
        foreach (var (key, content) in Enumerable.Reverse(mine))
        {
            if (only is not null && key != only) continue;
            var isMine = await IsMineAsync(key, content, cancellationToken).ConfigureAwait(false);
            if (isMine == false) continue;
            if (isMine is null || !await TryDeleteAsync(store, key, cancellationToken).ConfigureAwait(false)) left.Add(key);
        }
        return left;
    }

    /// <summary>False when it failed: whoever cleans up collects the names of what is left.</summary>
    public static async Task<bool> TryDeleteAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Db2BackupException or OperationCanceledException)
        {
            return false;
        }
    }
}
