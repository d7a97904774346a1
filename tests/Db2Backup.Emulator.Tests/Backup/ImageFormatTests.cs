using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>The image as bytes: what was written is read, and nothing else passes for it.</summary>
public sealed class ImageFormatTests : IDisposable
{
    private readonly ImageSample sample = new();

    public void Dispose() => sample.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(20, true)]
    public void An_image_over_n_streams_is_read_back_as_it_was_written(int files, bool compressed) =>
        sample.ReadAndCompare(sample.Write(files, compressed));

    // [images-and-logs.md, Image file names: the form, and mode 600]
    [Fact]
    public void Files_have_the_name_of_the_image_and_mode_600()
    {
        var files = sample.Write(2);
        Assert.Equal("SAMPLE.0.db2inst1.DBPART000.20240131120000.002", Path.GetFileName(files[1]));
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(f)));
        Assert.Equal(new ImageName("SAMPLE", 0, "db2inst1", 0, "20240131120000", 2), ImageName.Parse(Path.GetFileName(files[1])));
    }

    [Theory]
    [InlineData("SAMPLE.0.db2inst1.DBPART000.20240131120000")]
    [InlineData("SAMPLE.0.db2inst1.NODE0000.CATN0000.20240131120000.001")]
    [InlineData("SAMPLE.0.db2inst1.DBPART000.2024013112000x.001")]
    [InlineData("LONGALIAS.0.db2inst1.DBPART000.20240131120000.001")]
    [InlineData("SAMPLE.0.db2inst1.DBPART000.20240131120000.001.zst")]
    public void Other_names_are_no_image_names(string name) => Assert.Null(ImageName.Parse(name));

    [Fact]
    public void An_existing_file_is_never_overwritten()
    {
        var file = sample.Write(1)[0];
        var before = File.ReadAllBytes(file);
        Assert.Throws<UnixException>(() => sample.Write(1));
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_cut_at_any_place_is_an_unexpected_end(int files, bool compressed)
    {
        var paths = sample.Write(files, compressed);
        foreach (var path in paths)
        {
            var whole = File.ReadAllBytes(path);
            foreach (var length in CutsOf(whole))
            {
                File.WriteAllBytes(path, whole[..length]);
                Assert.Equal("SQL2538N", Refusal(paths));
                Assert.Equal("SQL2538N", RefusalWithoutReading(paths));
            }
            File.WriteAllBytes(path, whole);
        }
        sample.ReadAndCompare(paths);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_flipped_bit_anywhere_is_found(int files, bool compressed)
    {
        var paths = sample.Write(files, compressed);
        foreach (var path in paths)
        {
            var bytes = File.ReadAllBytes(path);
            // Every byte of the media header's fields and of the first block header, then samples of all the rest.
            var places = Enumerable.Range(0, 200).Concat([4000, 4095]).Concat(Enumerable.Range(4096, 64 + 32))
                .Concat(Enumerable.Range(0, 300).Select(i => 4192 + (int)((bytes.Length - 4193L) * i / 299)));
            foreach (var place in places.Where(p => p < bytes.Length))
            {
                bytes[place] ^= 0x10;
                File.WriteAllBytes(path, bytes);
                Assert.Equal("SQL2530N", Refusal(paths));
                bytes[place] ^= 0x10;
            }
            File.WriteAllBytes(path, bytes);
        }
        sample.ReadAndCompare(paths);
    }

    [Fact]
    public void Data_after_the_end_is_damage()
    {
        var paths = sample.Write(2);
        using (var file = File.OpenWrite(paths[0]))
        {
            file.Position = file.Length;
            file.Write(File.ReadAllBytes(paths[1]).AsSpan(4096));
        }
        Assert.Equal("SQL2530N", Refusal(paths));
    }

    // [messages.md, SQL2546N, SQL2536W, SQL2532N]
    [Fact]
    public void Files_out_of_order_missing_or_of_another_image_are_told_apart()
    {
        var paths = sample.Write(3);
        var other = sample.Write(3, timestamp: "20240131120001");
        Assert.Equal("SQL2546N", Refusal([paths[1], paths[0], paths[2]]));
        Assert.Equal("SQL2536W", Refusal([paths[0], paths[2], paths[1]]));
        Assert.Equal("SQL2536W", Refusal([paths[0], paths[1]]));
        Assert.Equal("SQL2532N", Refusal([paths[0], other[1], paths[2]]));
    }

    [Fact]
    public void A_file_that_is_no_image_has_no_header()
    {
        var path = Path.Combine(sample.Folder, "text");
        File.WriteAllText(path, new string('x', 5000));
        Assert.Null(ImageReader.ReadHeader(path));
        Assert.Equal("SQL2530N", Refusal([path]));
        File.WriteAllText(path, "");
        Assert.Equal("SQL2538N", Refusal([path]));
    }

    private string? Refusal(IReadOnlyList<string> paths)
    {
        var refusal = Assert.Throws<Db2Exception>(() => sample.ReadAndCompare(paths));
        return refusal.Db2Message.Id;
    }

    private static string RefusalWithoutReading(IReadOnlyList<string> paths) => Assert.Throws<Db2Exception>(() =>
    {
        using var reader = ImageReader.Open(paths);
        foreach (var _ in reader.Objects())
        {
        }
    }).Db2Message.Id;

    // Each end of a header and of a block, one byte to either side, and places in between.
    private static IEnumerable<int> CutsOf(byte[] whole)
    {
        var cuts = new SortedSet<int> { 0, 1, 4095, 4096 };
        for (var at = 4096; at < whole.Length;)
        {
            var block = BlockHeader.Read(whole.AsSpan(at))!.Value;
            cuts.UnionWith([at - 1, at, at + 1, at + 63, at + 64, at + 65, at + 64 + block.StoredLength / 2]);
            at += 64 + block.StoredLength;
        }
        cuts.Add(whole.Length - 1);
        return cuts.Where(c => c >= 0 && c < whole.Length);
    }
}
