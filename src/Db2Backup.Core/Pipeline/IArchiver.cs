namespace Db2Backup.Pipeline;

/// <summary>Makes a gzipped tar file; Core has no package that could.</summary>
internal interface IArchiver
{
    /// <summary>
    /// Writes the entries in their order, so that <c>tar xzf</c> gives files of mode 600 under these names. The destination stays open.
    /// Runs until it is done: whoever must not wait calls it on another thread.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read, or the destination not be written.</exception>
    void Write(Stream destination, IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken);
}

/// <param name="Name">Its name in the archive, with slashes.</param>
/// <param name="Path">The file that it is made of; nothing writes to it meanwhile.</param>
internal sealed record ArchiveEntry(string Name, string Path, DateTimeOffset Modified);
