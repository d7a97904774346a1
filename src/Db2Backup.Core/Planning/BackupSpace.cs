using Db2Backup.Storage;

namespace Db2Backup.Planning;

/// <param name="MountPoint">Identifies the file system.</param>
/// <param name="FreeBytes">Available to this user.</param>
internal sealed record FileSystemSpace(string MountPoint, long FreeBytes);

/// <summary>How much room backups need. Pure.</summary>
internal static class BackupSpace
{
    // An image has headers, and extent maps of pages below the high water mark; a run that ends a megabyte short has failed too.
    private const double ImageOverhead = 0.02;
    private const long ImageMinimum = 16L << 20;

    /// <summary>What one path must hold: the image is spread evenly over the paths.</summary>
    public static long ImageBytes(long dataBytes, long logBytes) => (long)((dataBytes + logBytes) * (1 + ImageOverhead)) + ImageMinimum;

    /// <summary>
    /// Logs that INCLUDE LOGS carries: what open units of work hold now, the log that is being written, and one more that fills
    /// meanwhile.
    /// </summary>
    public static long LogBytes(long usedBytes, long logFileBytes) => usedBytes + 2 * logFileBytes;

    /// <param name="paths">The file system of each backup path.</param>
    /// <param name="copies">The file systems of copies of the whole image: the one that is protected, a store in a folder. A protected image may be as large as the image.</param>
    /// <param name="claimed">Bytes that databases earlier in the pipeline need, by mount point.</param>
    public static IReadOnlyList<FileSystemNeed> Needs(
        long imageBytes, IReadOnlyList<FileSystemSpace> paths, IEnumerable<FileSystemSpace> copies, IReadOnlyDictionary<string, long> claimed)
    {
        var share = imageBytes / Math.Max(1, paths.Count) + 1;
        var shares = paths.Select(p => (Place: p, Bytes: share)).ToList();
        shares.AddRange(copies.Select(place => (place, imageBytes)));
        return shares.GroupBy(s => s.Place.MountPoint, StringComparer.Ordinal)
            .Select(g => new FileSystemNeed(g.Key, g.Sum(s => s.Bytes) + claimed.GetValueOrDefault(g.Key), g.First().Place.FreeBytes))
            .ToList();
    }

    // "cat" joins slices in the order of their names, and their numbers have four digits as long as that is so (docs/FORMAT.md).
    private const long MaximumSlices = 9999;

    /// <summary>How an image comes to lie in a store, and whether it can.</summary>
    /// <param name="streams">Files that the image is spread over, evenly.</param>
    /// <param name="slices">Within what the store allows.</param>
    public static StoreNeed InStore(string location, long imageBytes, int streams, SliceOptions slices)
    {
        streams = Math.Max(1, streams);
        var (objects, parts, _) = slices.Cut(imageBytes / streams + 1);
        return new StoreNeed(location, imageBytes, streams, slices.SliceBytes, objects * streams, parts * streams, slices.SliceBytes * MaximumSlices * streams);
    }
}
