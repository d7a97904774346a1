namespace Db2Backup.Tests.Storage.Services;

internal static class Listings
{
    public static async ValueTask<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> source, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        await foreach (var item in source.WithCancellation(cancellationToken)) all.Add(item);
        return all;
    }
}
