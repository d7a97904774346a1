using Db2Backup.Pipeline;

namespace Db2Backup.Benchmarks;

/// <summary>So many bytes of a page image, made as they are read.</summary>
internal sealed class PageImageStream(PageImage image, long length) : ReadOnlyStream
{
    private readonly byte[] page = new byte[PageImage.PageBytes];
    private long position;

    public Action<int>? OnRead { get; init; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var take = (int)Math.Min(buffer.Length, length - position);
        var target = buffer.Span[..take];
        while (target.Length > 0)
        {
            var offset = (int)(position % PageImage.PageBytes);
            var part = Math.Min(target.Length, PageImage.PageBytes - offset);
            if (part == PageImage.PageBytes)
            {
                image.Fill(position / PageImage.PageBytes, target[..part]);
            }
            else
            {
                image.Fill(position / PageImage.PageBytes, page);
                page.AsSpan(offset, part).CopyTo(target);
            }
            target = target[part..];
            position += part;
        }
        OnRead?.Invoke(take);
        return ValueTask.FromResult(take);
    }

    /// <summary>Writes the image to a file, on all cores.</summary>
    public static void Write(PageImage image, string path, long bytes)
    {
        const int piece = 4 << 20;
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        Parallel.For(0L, (bytes + piece - 1) / piece, () => new byte[piece], (number, _, buffer) =>
        {
            var start = number * piece;
            var length = (int)Math.Min(piece, bytes - start);
            for (var at = 0; at < piece; at += PageImage.PageBytes) image.Fill((start + at) / PageImage.PageBytes, buffer.AsSpan(at, PageImage.PageBytes));
            RandomAccess.Write(file, buffer.AsSpan(0, length), start);
            return buffer;
        }, _ => { });
    }
}
