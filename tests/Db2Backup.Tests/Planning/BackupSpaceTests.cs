using Db2Backup.Planning;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Planning;

/// <summary>How much room backups need, and where.</summary>
public sealed class BackupSpaceTests
{
    private static readonly Dictionary<string, long> Nothing = [];

    private static IReadOnlyList<FileSystemNeed> Needs(long image, FileSystemSpace[] paths, FileSystemSpace? staging = null, Dictionary<string, long>? claimed = null) =>
        BackupSpace.Needs(image, paths, staging is null ? [] : [staging], claimed ?? Nothing);

    [Fact]
    public void An_image_is_spread_over_its_paths_and_each_file_system_is_counted_once()
    {
        var need = Assert.Single(Needs(1000, [new("/a", 5000), new("/a", 5000)]));
        Assert.InRange(need.NeededBytes, 1000, 1010);
        var two = Needs(1000, [new("/a", 400), new("/b", 5000)]);
        Assert.Equal([false, true], two.Select(n => n.Passed));
        Assert.All(two, n => Assert.InRange(n.NeededBytes, 500, 510));
    }

    [Fact]
    public void The_copy_that_is_protected_needs_room_besides_the_image()
    {
        Assert.InRange(Assert.Single(Needs(1000, [new("/a", 1500)], new("/a", 1500))).NeededBytes, 2000, 2010);
        Assert.False(Assert.Single(Needs(1000, [new("/a", 1500)], new("/a", 1500))).Passed);
        Assert.Equal(["/a", "/b"], Needs(1000, [new("/a", 1500)], new("/b", 1500)).Select(n => n.MountPoint));
    }

    [Fact]
    public void What_databases_before_it_need_is_added_up()
    {
        var claimed = new Dictionary<string, long> { ["/a"] = 700 };
        Assert.False(Assert.Single(Needs(1000, [new("/a", 1500)], claimed: claimed)).Passed);
        Assert.True(Assert.Single(Needs(1000, [new("/b", 1500)], claimed: claimed)).Passed);
    }

    [Theory]
    [InlineData(100L << 30, 1, null, null, 13, 6401), InlineData(100L << 30, 4, null, null, 16, 6404), InlineData(20L << 40, 1, null, null, 2561, 1310721), InlineData(100L << 30, 1, 10, null, 641, 6401), InlineData(100L << 30, 1, null, 1L << 30, 101, 6401)]
    public void An_image_is_counted_in_the_objects_and_parts_that_a_store_allows(long image, int streams, int? parts, long? objectBytes, long objects, long allParts)
    {
        var need = BackupSpace.InStore("s3://b", image, streams, SliceOptions.Default.Within(new StoreFacts { MaximumParts = parts, MaximumObjectBytes = objectBytes }));
        Assert.True(need.Passed);
        Assert.InRange(need.Objects, objects - streams, objects);
        Assert.InRange(need.Parts, allParts - streams, allParts);
        Assert.True(need.Objects * need.ObjectBytes >= image);
    }

    [Fact]
    public void An_image_beyond_the_limits_of_a_store_is_told_and_more_streams_may_help()
    {
        var tiny = SliceOptions.Default.Within(new StoreFacts { MaximumObjectBytes = 16 << 20 });
        var image = 200L << 30;
        var one = BackupSpace.InStore("s3://b", image, 1, tiny);
        Assert.True(one is { Passed: false } && one.LargestImageBytes == 9999L * (16 << 20));
        Assert.True(BackupSpace.InStore("s3://b", image, 2, tiny).Passed);
        var result = new BackupSpaceResult { DatabaseInfo = LogReachTests.Existing(), Path = ["/a"], DataBytes = image, LogBytes = 0, FileSystems = [], StoreNeed = one };
        Assert.False(result.Passed);
        Assert.Contains("s3://b takes", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_that_an_image_carries_are_more_than_those_in_use_now()
    {
        Assert.Equal(5_000 + 2 * 1_000, BackupSpace.LogBytes(5_000, 1_000));
        Assert.True(BackupSpace.ImageBytes(1L << 40, 0) > 1L << 40);
        Assert.True(BackupSpace.ImageBytes(0, 0) > 0);
    }

    [Fact]
    public void A_result_that_failed_says_where_and_how_much_is_missing()
    {
        var database = LogReachTests.Existing();
        var result = new BackupSpaceResult { DatabaseInfo = database, Path = ["/a"], DataBytes = 900, LogBytes = 100, FileSystems = [new("/a", 1000, 10), new("/b", 10, 1000)] };
        Assert.False(result.Passed);
        Assert.Contains("/a has 10 of 1000 bytes", result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("/b", result.ToString(), StringComparison.Ordinal);
    }
}
