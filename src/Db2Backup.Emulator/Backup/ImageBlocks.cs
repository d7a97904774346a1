using System.IO.Compression;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// The blocks of an image in order, taken from its files in turn, each checked. Memory is one block, or two when the image is
/// compressed. Complaints are <see cref="ImageFlawException"/>.
/// </summary>
internal sealed class ImageBlocks : IDisposable
{
    // 2 GB less a page is the most BUFFER can ask for; a header that says more was not written by BACKUP.
    private const int LargestBuffer = int.MaxValue - 4095;

    private readonly IReadOnlyList<ImageFile> files;
    private byte[] stored = [];
    private byte[] plain = [];
    private long next;
    private BlockHeader current;
    private bool unread;

    private ImageBlocks(IReadOnlyList<ImageFile> files) => this.files = files;

    public ImageHeader Header => files[0].Header;
    public IReadOnlyList<ImageFile> Files => files;
    public long BytesRead => files.Sum(f => f.Position);

    /// <summary>Opens all files, then reads and compares their headers.</summary>
    public static ImageBlocks Open(IReadOnlyList<string> paths, CancellationToken cancelled)
    {
        var files = new List<ImageFile>();
        try
        {
            foreach (var path in paths) files.Add(ImageFile.Open(path, cancelled));
            foreach (var file in files) file.ReadMediaHeader();
            CheckSequence(files);
            return new ImageBlocks(files);
        }
        catch
        {
            files.ForEach(f => f.Dispose());
            throw;
        }
    }

    /// <summary>The header of the next block; its bytes are read by <see cref="Read"/> or passed over by the next call.</summary>
    public BlockHeader Next()
    {
        Skip();
        var file = FileOf(next);
        var block = file.ReadBlockHeader() ?? throw file.Flaw(ImageFlaw.UnexpectedEnd, $"the file ends before block {next}");
        if (block.Number != next) throw file.Flaw(ImageFlaw.DamagedBlock, $"block {next} is missing, block {block.Number} follows");
        current = block;
        unread = true;
        next++;
        return block;
    }

    /// <summary>The plain bytes of the current block, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Read()
    {
        if (!unread) throw new InvalidOperationException("internal error: a block can be read once");
        var file = FileOf(next - 1);
        unread = false;
        var deflated = current.Flags.HasFlag(BlockFlags.Deflated);
        ref var target = ref deflated ? ref stored : ref plain;
        Reserve(ref target, current.StoredLength);
        file.ReadStored(current, target);
        if (deflated) Inflate(file);
        return plain.AsMemory(0, current.PlainLength);
    }

    /// <summary>Nothing may follow the trailer in any file.</summary>
    public void ExpectEnd()
    {
        Skip();
        foreach (var file in files)
            if (file.ReadBlockHeader() is { } block)
                throw file.Flaw(ImageFlaw.DataAfterEnd, $"block {block.Number} follows the end of the image");
    }

    public void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }

    private ImageFile FileOf(long number) => files[(int)(number % files.Count)];

    private void Skip()
    {
        if (!unread) return;
        if (FileOf(next - 1).TrySkipStored(current)) unread = false;
        else Read();
    }

    private void Inflate(ImageFile file)
    {
        Reserve(ref plain, current.PlainLength);
        try
        {
            using var inflater = new DeflateStream(new MemoryStream(stored, 0, current.StoredLength), CompressionMode.Decompress);
            inflater.ReadExactly(plain, 0, current.PlainLength);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw file.Flaw(ImageFlaw.DamagedBlock, $"block {current.Number} cannot be decompressed");
        }
    }

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length) buffer = new byte[length];
    }

    private static void CheckSequence(List<ImageFile> files)
    {
        var first = files[0];
        if (first.Header.Sequence != 1)
            throw first.Flaw(ImageFlaw.NotFirstOfSequence, $"this is file {first.Header.Sequence} of the image, not the first");
        if (first.Header.BufferSize is <= 0 or > LargestBuffer) throw first.Flaw(ImageFlaw.NoHeader, "the backup buffer size cannot be");
        for (var i = 1; i < files.Count; i++)
        {
            var file = files[i];
            if (file.Header with { Sequence = 1 } != first.Header)
                throw new ImageFlawException(ImageFlaw.OtherImage, file.Path, 0, "this file is of another image") { Found = file.Header };
            if (file.Header.Sequence != i + 1) throw WrongSequence(file, i + 1);
        }
        if (files.Count != first.Header.SequenceCount) throw WrongSequence(files[^1], files.Count + 1);
    }

    private static ImageFlawException WrongSequence(ImageFile file, int expected) =>
        new(ImageFlaw.WrongSequence, file.Path, 0, $"file {expected} of the image is expected, of {file.Header.SequenceCount} in all")
        {
            ExpectedSequence = expected,
        };
}
