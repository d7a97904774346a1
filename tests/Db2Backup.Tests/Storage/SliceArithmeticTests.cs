using System.Security.Cryptography;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

/// <summary>Sizes up to 20 TB against the limits that stores have.</summary>
public sealed class SliceArithmeticTests
{
    private const long Terabyte = 1_000_000_000_000;
    private const int Mebibyte = 1 << 20;

    public static TheoryData<string, int, long?, int?, long?, int> Limits() => new()
    {
        // name, part bytes asked for, maximum object, maximum parts, maximum part, minimum part
        { "none", 16 * Mebibyte, null, null, null, 1 }, { "S3", 16 * Mebibyte, 5L << 40, 10_000, 5L << 30, 5 * Mebibyte }, { "S3 of 1,000 parts", 16 * Mebibyte, 5L << 40, 1_000, 5L << 30, 5 * Mebibyte },
        { "Swift", 16 * Mebibyte, null, 1_000, (5L << 30) + 2, 1 }, { "Azure", 16 * Mebibyte, 50_000L * (4000L << 20), 50_000, 4000L << 20, 1 },
        { "10 parts of 1 MiB", Mebibyte, null, 10, Mebibyte, 1 }, { "1,000 parts of 1 MiB", Mebibyte, null, 1_000, Mebibyte, 1 }, { "objects of 5 GiB", 16 * Mebibyte, 5L << 30, null, null, 1 },
        { "objects of 10 MiB", 16 * Mebibyte, 10L << 20, null, null, 1 },
    };

    [Theory, MemberData(nameof(Limits))]
    public void Twenty_terabytes_fit_into_slices_that_the_store_takes(string name, int partBytes, long? maximumObject, int? maximumParts, long? maximumPart, int minimumPart)
    {
        var facts = new StoreFacts { MaximumObjectBytes = maximumObject, MaximumParts = maximumParts, MaximumPartBytes = maximumPart, MinimumPartBytes = minimumPart };
        var options = (new SliceOptions { PartBytes = partBytes }).Within(facts);
        Assert.True(options.PartBytes >= minimumPart && options.PartBytes <= (maximumPart ?? long.MaxValue), name);
        Assert.True(options.PartsPerSlice >= 1 && options.PartsPerSlice <= (maximumParts ?? int.MaxValue), name);
        Assert.True(options.SliceBytes <= (maximumObject ?? long.MaxValue), name);
        foreach (var bytes in new[] { 0, 1, options.PartBytes, options.SliceBytes - 1, options.SliceBytes, options.SliceBytes + 1, Terabyte, 20 * Terabyte, 20 * Terabyte + 1 })
        {
            var (slices, parts, last) = options.Cut(bytes);
            Assert.Equal(bytes, (slices - 1) * options.SliceBytes + last);
            Assert.InRange(last, bytes == 0 ? 0 : 1, options.SliceBytes);
            Assert.InRange(parts, Math.Max(1, bytes / options.PartBytes), bytes / options.PartBytes + 1);
        }
    }

    [Fact]
    public void The_default_is_within_every_service_and_makes_few_objects_of_much()
    {
        var twenty = SliceOptions.Default.Cut(20 * Terabyte);
        Assert.Equal((2329, 1_192_093), (twenty.Slices, twenty.Parts));
        foreach (var row in Limits())
            if (row.Data.Item1 is "none" or "S3" or "S3 of 1,000 parts" or "Swift" or "Azure")
                Assert.Equal(SliceOptions.Default, SliceOptions.Default.Within(new StoreFacts { MaximumObjectBytes = row.Data.Item3, MaximumParts = row.Data.Item4, MaximumPartBytes = row.Data.Item5, MinimumPartBytes = row.Data.Item6 }));
    }

    [Theory, InlineData(1, 64), InlineData(5 << 20, 80)]
    public void Streams_of_one_backup_hold_together_what_fits_beside_the_pipeline_whatever_parts_the_store_takes(int minimum, int mostMiB)
    {
        for (var streams = 1; streams <= 8; streams++)
        {
            var options = SliceOptions.Default.Shared(streams).Within(new StoreFacts { MinimumPartBytes = minimum });
            Assert.InRange(streams * options.MemoryBytes, 1, (long)mostMiB << 20);
            Assert.InRange(options.PartBytes, Math.Max(minimum, 2 << 20), SliceOptions.Default.PartBytes);
            Assert.InRange(options.ParallelParts, 1, SliceOptions.Default.ParallelParts);
            Assert.Equal(SliceOptions.Default.PartsPerSlice, options.PartsPerSlice);
        }
        // Of one stream the parts stay as large as they are for a file.
        Assert.Equal(SliceOptions.Default.PartBytes, SliceOptions.Default.Shared(1).PartBytes);
    }

    [Fact]
    public void A_store_whose_objects_are_too_small_is_refused()
    {
        foreach (var facts in new[] { new StoreFacts { MaximumObjectBytes = 1000 }, new StoreFacts { MaximumPartBytes = 1000 }, new StoreFacts { MaximumObjectBytes = Mebibyte, MinimumPartBytes = 2 * Mebibyte } })
            Assert.Equal(ErrorCode.StoreFailed, Assert.Throws<Db2BackupException>(() => SliceOptions.Default.Within(facts)).Code);
    }

    [Theory]
    [InlineData(10, 25_000), InlineData(1_000, 2_500_123)]
    public async Task A_stream_is_cut_by_the_limits_of_the_store(int maximumParts, int bytes)
    {
        var memory = new MemoryStore { Facts = new StoreFacts { MaximumParts = maximumParts } };
        var options = (new SliceOptions { PartBytes = 1000, ParallelParts = 4 } with { PartsPerSlice = 50_000 }).Within(await memory.DescribeAsync(TestContext.Current.CancellationToken));
        await using var upload = new SlicedUpload(memory, number => $"s.{number:D4}", options);
        await upload.WriteAsync(new byte[bytes], TestContext.Current.CancellationToken);
        var (slices, length, _) = await upload.CompleteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(options.Cut(bytes).Slices, slices.Count);
        Assert.Equal(bytes, length);
    }

    [Fact]
    public async Task Parts_are_on_their_way_at_the_same_time_and_no_more_than_were_asked_for()
    {
        var token = TestContext.Current.CancellationToken;
        var options = new SliceOptions { PartBytes = 1000, PartsPerSlice = 10, ParallelParts = 4 };
        var probe = new ConcurrencyProbe(new MemoryStore(), TimeSpan.FromMilliseconds(30));
        await using var upload = new SlicedUpload(probe, number => $"s.{number:D4}", options);
        await upload.WriteAsync(new byte[25_000], token);
        var (slices, _, _) = await upload.CompleteAsync(token);
        await using var download = new SlicedDownload(probe, slices, options);
        await download.CopyToAsync(Stream.Null, token);
        Assert.Equal((4, 4), (probe.HighestWrites, probe.HighestReads));
    }

    [Fact]
    public async Task What_a_pipeline_has_handed_on_is_stored_after_it_has_ended()
    {
        var token = TestContext.Current.CancellationToken;
        var memory = new MemoryStore();
        await using var upload = new SlicedUpload(new ConcurrencyProbe(memory, TimeSpan.FromMilliseconds(200)), number => $"s.{number:D4}", new SliceOptions { PartBytes = 20_000, PartsPerSlice = 10, ParallelParts = 4 });
        var content = RandomNumberGenerator.GetBytes(70_000);
        await ProtectPipeline.RunAsync(new MemoryStream(content), upload, new ProtectOptions(CompressionCodec.None, null, []), new BouncyCastlePrimitives(), null, token);
        var (slices, _, _) = await upload.CompleteAsync(token);
        Assert.Equal(content, memory[Assert.Single(slices).Key]);
    }

    [Fact]
    public async Task Cancelling_while_the_last_parts_are_on_their_way_ends_it_and_leaves_nothing()
    {
        var memory = new MemoryStore();
        using var cancel = new CancellationTokenSource();
        var upload = new SlicedUpload(new ConcurrencyProbe(memory, TimeSpan.FromMinutes(5)), number => $"s.{number:D4}", new SliceOptions { PartBytes = 1000, PartsPerSlice = 10, ParallelParts = 4 });
        await upload.WriteAsync(new byte[3000], TestContext.Current.CancellationToken);
        var completing = upload.CompleteAsync(cancel.Token);
        await cancel.CancelAsync();
        Assert.Equal(cancel.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing)).CancellationToken);
        await upload.DisposeAsync();
        Assert.Empty(memory.Keys);
        Assert.Empty(memory.OpenUploads);
        Assert.Empty(upload.DebrisRemaining);
    }
}
