namespace Db2Backup.Storage;

/// <summary>
/// Where backups are kept: the one port to folders, Azure Blob, Swift and S3. The contract, each sentence of it a test that
/// every store passes:
/// <list type="bullet">
/// <item>A key is a path of names joined by <c>/</c>; see <see cref="ObjectKey"/>. Keys are case sensitive. One that is not of that
/// form is refused before anything is asked of the store.</item>
/// <item>An object is written once. Writing a key that exists fails with ObjectExists and changes nothing, also when two write
/// at the same time: one of them wins, and its bytes are the object.</item>
/// <item>An object appears whole or not at all: until an upload is completed nothing of it is found, read or listed.</item>
/// <item>What was acknowledged is found, read back and listed by everybody from then on, also after a crash of this machine.</item>
/// <item>A part may be written again under its number with the same bytes, and parts may be written in any order and at the same
/// time: that is how a failed request is repeated.</item>
/// <item>An upload that is disposed before it was completed leaves nothing behind that the store would keep or charge for; nor does
/// one whose parts were cancelled in the middle.</item>
/// <item>A completion that failed may have taken effect when its answer was lost: then the object is there, whole, and stays also when the
/// upload is disposed, as others may have found it. Who writes a key that nobody else looks for may delete it.</item>
/// <item>What an upload left behind whose process died can be ended by anybody with <see cref="EndUploadsAsync"/>; objects, and
/// uploads elsewhere or begun later, are untouched by it.</item>
/// <item>Reading a range gives exactly its bytes; a range beyond the end fails with ReadFailed, never with fewer bytes. Ranges of an
/// object may be read at the same time.</item>
/// <item>Deleting what is not there succeeds. What was deleted is not found, read or listed any more.</item>
/// <item>Listing gives every object whose key begins with the prefix, each once, in ordinal order of the keys; a prefix without
/// objects is an empty list.</item>
/// <item>What fails is a Db2BackupException or an IOException; whoever deletes or disposes to clean up relies on it.</item>
/// <item>A cancelled call ends with OperationCanceledException and leaves what an undisposed failure leaves: nothing new.</item>
/// </list>
/// </summary>
internal interface IObjectStore : IAsyncDisposable
{
    /// <summary>The store as a user would name it, without secrets: <c>/backup</c>, <c>azblob://account/container</c>.</summary>
    string DisplayName { get; }

    /// <summary>
    /// Fails now with what writing would fail with later: StoreNotFound for a folder, container or account that is not there,
    /// StoreNotWritable for one that is not ours to write to. Leaves nothing behind.
    /// </summary>
    Task CheckWritableAsync(CancellationToken cancellationToken);

    /// <summary>What the store allows, and its clock.</summary>
    Task<StoreFacts> DescribeAsync(CancellationToken cancellationToken);

    /// <summary>Null when there is no such object.</summary>
    Task<ObjectInfo?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>The bytes from <paramref name="offset"/>, so many of them or up to the end.</summary>
    Task<Stream> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken);

    /// <summary>Writes a small object in one request.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Begins an object of parts. All parts but the last have <paramref name="partBytes"/> bytes.</summary>
    Task<IObjectUpload> BeginUploadAsync(string key, int partBytes, CancellationToken cancellationToken);

    /// <summary>All objects below a prefix.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object if it is there.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Ends the uploads below a prefix that were begun before a time and never completed. Whoever asks for it knows that those who
    /// began them are dead.
    /// </summary>
    /// <returns>The keys whose uploads were ended.</returns>
    Task<IReadOnlyList<string>> EndUploadsAsync(string prefix, DateTimeOffset begunBefore, CancellationToken cancellationToken);
}

/// <summary>An object on its way into a store. Disposed without <see cref="CompleteAsync"/> it is aborted.</summary>
internal interface IObjectUpload : IAsyncDisposable
{
    /// <param name="number">From 1.</param>
    Task WritePartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes the object of parts 1 to <paramref name="parts"/>; ObjectExists when somebody else was first.</summary>
    Task CompleteAsync(int parts, CancellationToken cancellationToken);
}

/// <param name="Key">The object's key in its store.</param>
/// <param name="Length">Bytes.</param>
/// <param name="LastModifiedUtc">When the store took it.</param>
internal sealed record ObjectInfo(string Key, long Length, DateTimeOffset LastModifiedUtc);
