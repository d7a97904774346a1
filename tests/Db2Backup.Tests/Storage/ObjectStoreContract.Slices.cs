using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

/// <summary>Streams in slices, as backups are stored, on every store: parts of 1 MiB, objects of 10 of them; fewer where they have to be larger.</summary>
public abstract partial class ObjectStoreContract
{
    private protected virtual int PartsPerSlice => 10;

    private static string Slice(int number) => $"db/image.zst.age.{number:D4}";

    private async Task<SliceOptions> SlicesAsync() =>
        (new SliceOptions { PartBytes = 1 << 20, PartsPerSlice = PartsPerSlice, ParallelParts = 3 }).Within(await Store.DescribeAsync(Token));

    [Fact]
    public async Task A_stream_that_is_larger_than_an_object_is_cut_and_read_back_in_parallel()
    {
        var options = await SlicesAsync();
        var content = RandomNumberGenerator.GetBytes((int)(2.5 * options.SliceBytes) + 17);
        var probe = new ConcurrencyProbe(Store);
        IReadOnlyList<StoredSlice> slices;
        await using (var upload = new SlicedUpload(probe, Slice, options))
        {
            for (var i = 0; i < content.Length; i += 1_000_000) await upload.WriteAsync(content.AsMemory(i, Math.Min(1_000_000, content.Length - i)), Token);
            (slices, var length, var sha256) = await upload.CompleteAsync(Token);
            Assert.Equal((content.Length, Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant()), (length, sha256));
        }
        Assert.Equal([options.SliceBytes, options.SliceBytes, content.Length - 2 * options.SliceBytes], slices.Select(s => s.Length));
        Assert.InRange(probe.HighestWrites, 1, options.ParallelParts);

        await using (var download = new SlicedDownload(probe, slices, options))
        {
            using var copy = new MemoryStream();
            await download.CopyToAsync(copy, Token);
            Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()), "it is read back differently");
        }
        Assert.InRange(probe.HighestReads, 1, options.ParallelParts);
        // And without us: one object after the other, as cat joins them.
        var joined = new List<byte>();
        foreach (var slice in slices) joined.AddRange(await ReadAsync(slice.Key));
        Assert.True(joined.SequenceEqual(content), "the slices joined are not the stream");
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_leaves_no_slice_no_part_and_no_open_upload()
    {
        var options = await SlicesAsync();
        // At once: a store waits for what its server may do late.
        await Task.WhenAll(new[] { ("a", options.PartBytes * 2L), ("b", options.SliceBytes + options.PartBytes * 3L) }.Select(async stream =>
        {
            var (name, bytes) = stream;
            using var cancel = new CancellationTokenSource();
            await using (var upload = new SlicedUpload(Store, number => Slice(number) + name, options))
            {
                await upload.WriteAsync(new byte[bytes], Token);
                var rest = upload.WriteAsync(new byte[options.SliceBytes], cancel.Token);
                await cancel.CancelAsync();
                Assert.IsType<OperationCanceledException>(await Record.ExceptionAsync(async () =>
                {
                    await rest;
                    await upload.CompleteAsync(cancel.Token);
                }), exactMatch: false);
            }
        }));
        Assert.Empty(await KeysAsync(""));
        Assert.Empty(await DebrisAsync());
    }

    [Fact]
    public async Task A_slice_of_somebody_else_stops_the_stream_and_stays()
    {
        var options = await SlicesAsync();
        await Store.PutAsync(Slice(2), new byte[] { 42 }, Token);
        await using (var upload = new SlicedUpload(Store, Slice, options))
            await ExpectAsync(ErrorCode.ObjectExists, async () =>
            {
                await upload.WriteAsync(new byte[2 * options.SliceBytes], Token);
                await upload.CompleteAsync(Token);
            });
        Assert.Equal([Slice(2)], await KeysAsync(""));
        Assert.Equal([42], await ReadAsync(Slice(2)));
        Assert.Empty(await DebrisAsync());
    }
}
