using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>The logs of a server and those of stores, put together.</summary>
public sealed class LogMergeTests : PlanningFixture
{
    private const string Own = "0123456789abcdef";
    private static readonly string Sha = Own + new string('0', 48);

    private static FoundLog Found(int number, string? sha256 = null, ArchiveLogPlace place = ArchiveLogPlace.Archive) =>
        new($"/archive/{number}", new LogExtent(0, 0, 0, new LogFileName(number)), place, 100, At(1), true, sha256);

    private static IReadOnlyList<Db2ArchiveLog> Merge(IReadOnlyList<FoundLog> local, params StoreLogs[] stores) => LogMerge.Merge("SAMPLE", null, local, stores);

    [Fact]
    public void A_log_is_published_when_its_digest_says_so_and_only_by_name_without_one()
    {
        var store = new StoreLogs("/store", [Log(3)]);
        Assert.Equal([(LogPublication.ByName, "/store"), (LogPublication.No, "")], Merge([Found(3), Found(4)], store).Select(l => (l.Published, string.Join(",", l.Stores))));
        Assert.Equal(LogPublication.Yes, Assert.Single(Merge([Found(3, Sha)], store)).Published);
        Assert.All(LogMerge.Merge("SAMPLE", null, [Found(3)], null), l => Assert.Equal(LogPublication.NotAsked, l.Published));
    }

    [Fact]
    public void A_log_of_the_same_name_and_other_content_is_another_one_and_is_listed_beside_it()
    {
        var twin = Log(3, digest: "ffffffffffffffff");
        var merged = Merge([Found(3, Sha)], new StoreLogs("/a", [twin]), new StoreLogs("/b", [twin]));
        Assert.Equal([(ArchiveLogPlace.Archive, LogPublication.No), (ArchiveLogPlace.Store, LogPublication.Yes)], merged.Select(l => (l.Place, l.Published)));
        Assert.Equal([twin.Key, twin.Key], merged[0].OtherCopies);
        Assert.Equal(["/a", "/b"], merged[1].Stores);
        // Without the digest of the one here it could be either.
        Assert.Single(Merge([Found(3)], new StoreLogs("/a", [twin])));
    }

    [Fact]
    public void What_only_a_store_has_is_listed_in_its_place_and_order()
    {
        var merged = Merge([Found(4, Sha)], new StoreLogs("/a", [Log(9), Log(3), Log(3, chain: 1)]));
        Assert.Equal(["0:3", "0:4", "0:9", "1:3"], merged.Select(l => $"{l.Chain}:{l.Log.Name.Number}"));
        Assert.Equal([null, "/archive/4", null, null], merged.Select(l => l.Path));
    }
}
