using System.Buffers.Binary;

namespace Db2Backup.Benchmarks;

/// <summary>
/// Bytes that look to a compressor like an image of a database: pages of 4 KiB with a header, a slot directory, rows of mixed columns
/// and free space. Each page follows from the seed and its number alone, so any part can be made at any time, on any core.
/// The ratio is near 2.8 at zstd level 3; what it is exactly stands in the results.
/// </summary>
internal sealed class PageImage(ulong seed)
{
    public const int PageBytes = 4096;
    private const int HeaderBytes = 96;

    private static readonly byte[][] Words = MakeWords();

    public void Fill(long page, Span<byte> target)
    {
        var random = new SplitMix(new SplitMix(seed ^ ((ulong)page << 20)).Next());
        target.Clear();
        // A page of another table now and then: an index page is denser, a page of long fields is noise.
        var kind = random.Below(16);
        WriteHeader(page, kind, ref random, target);
        // What rows leave free differs from page to page.
        var end = PageBytes - (int)random.Below(900);
        var slot = HeaderBytes;
        var row = 0;
        while (true)
        {
            var length = kind == 0 ? 400 : 90 + (int)random.Below(80);
            if (end - length < slot + 2) break;
            end -= length;
            BinaryPrimitives.WriteUInt16BigEndian(target[slot..], (ushort)end);
            slot += 2;
            var bytes = target.Slice(end, length);
            if (kind == 0) random.Noise(bytes); else WriteRow(page, row, ref random, bytes);
            row++;
        }
    }

    private static void WriteHeader(long page, uint kind, ref SplitMix random, Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32BigEndian(target, 0x30424944);
        BinaryPrimitives.WriteInt64BigEndian(target[8..], page);
        BinaryPrimitives.WriteUInt64BigEndian(target[16..], 0x0000_0001_4000_0000UL + (ulong)page * 137);
        BinaryPrimitives.WriteUInt16BigEndian(target[24..], (ushort)(kind == 0 ? 7 : 3));
        BinaryPrimitives.WriteUInt32BigEndian(target[28..], (uint)random.Next());
    }

    /// <summary>Key, date, amounts, codes, names, and a few bytes that nobody can predict.</summary>
    private static void WriteRow(long page, int row, ref SplitMix random, Span<byte> target)
    {
        BinaryPrimitives.WriteInt64BigEndian(target, page * 30 + row);
        BinaryPrimitives.WriteUInt32BigEndian(target[8..], 0x20260000 + (random.Below(12) << 8) + random.Below(28));
        BinaryPrimitives.WriteUInt32BigEndian(target[12..], random.Below(100_000));
        random.Noise(target.Slice(16, NoiseBytes));
        var at = 16 + NoiseBytes;
        while (at < target.Length)
        {
            // Few words are most of all text.
            var word = Words[random.Below(4) == 0 ? random.Below((uint)Words.Length) : random.Below(48)];
            var take = Math.Min(word.Length, target.Length - at);
            word.AsSpan(0, take).CopyTo(target[at..]);
            at += take;
        }
    }

    private const int NoiseBytes = 13;

    private static byte[][] MakeWords()
    {
        var random = new SplitMix(20260301);
        var words = new byte[2048][];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = new byte[5 + random.Below(9)];
            for (var j = 0; j < words[i].Length; j++) words[i][j] = (byte)('a' + random.Below(26));
            words[i][^1] = (byte)' ';
        }
        return words;
    }

    /// <summary>A generator of a few instructions whose numbers are the same on every machine and release.</summary>
    private struct SplitMix(ulong state)
    {
        public ulong Next()
        {
            var z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }

        public uint Below(uint bound) => (uint)(((Next() >> 32) * bound) >> 32);

        public void Noise(Span<byte> target)
        {
            for (; target.Length >= 8; target = target[8..]) BinaryPrimitives.WriteUInt64LittleEndian(target, Next());
            for (var i = 0; i < target.Length; i++) target[i] = (byte)Next();
        }
    }
}
