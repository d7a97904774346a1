using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// Reads an image, one or more files or pipes in order of their sequence, as its objects. Each byte is read once and in order, so
/// a pipe will do. What is wrong with the image is thrown as the message RESTORE gives for it.
/// </summary>
internal sealed class ImageReader : IDisposable
{
    private readonly ImageBlocks blocks;

    private ImageReader(ImageBlocks blocks) => this.blocks = blocks;

    /// <summary>
    /// Opens and checks the headers; a pipe waits here for its writer. SQL2546N when the first is not .001, SQL2536W when another is
    /// out of turn or one is missing, SQL2532N when one is of another image, SQL2530N when a header is not one, SQL2538N when
    /// there is none.
    /// </summary>
    public static ImageReader Open(IReadOnlyList<string> paths, CancellationToken cancelled = default) =>
        Refusing(() => new ImageReader(ImageBlocks.Open(paths, cancelled)));

    /// <summary>Reads the header of one file only; null when it is no image.</summary>
    public static ImageHeader? ReadHeader(string path)
    {
        using var file = ImageFile.Open(path, default);
        try
        {
            file.ReadMediaHeader();
            return file.Header;
        }
        catch (ImageFlawException)
        {
            return null;
        }
    }

    public ImageHeader Header => blocks.Header;

    /// <summary>Bytes of the image read so far.</summary>
    public long BytesRead => blocks.BytesRead;

    /// <summary>
    /// The objects in order. A content stream is valid until the next object is asked for; what is not read is skipped.
    /// SQL2530N for damaged blocks, SQL2538N for an unexpected end.
    /// </summary>
    public IEnumerable<(ImageObjectKind Kind, string Name, Stream Content)> Objects()
    {
        BlockHeader block;
        do
        {
            block = Refusing(blocks.Next);
            var content = new ImageContent(blocks, block);
            yield return (block.Kind, block.Name, content);
            content.SkipRest();
        }
        while (block.Kind != ImageObjectKind.Trailer);
        Refusing(() =>
        {
            blocks.ExpectEnd();
            return true;
        });
    }

    public void Dispose() => blocks.Dispose();

    /// <summary>Runs it, and turns a flaw of the image into the message for it.</summary>
    [Unconfirmed("images-and-logs.md, messages.md: which of SQL2530N, SQL2536W and SQL2538N a cut, damaged or incomplete image gives")]
    internal static T Refusing<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ImageFlawException flaw)
        {
            throw flaw.Flaw switch
            {
                ImageFlaw.NotFirstOfSequence => new Db2Exception("SQL2546N", flaw.Path),
                ImageFlaw.WrongSequence => new Db2Exception("SQL2536W", flaw.Path, flaw.ExpectedSequence),
                ImageFlaw.OtherImage => new Db2Exception("SQL2532N", flaw.Found!.Alias, flaw.Found.Timestamp),
                ImageFlaw.UnexpectedEnd => new Db2Exception("SQL2538N", flaw.Path),
                _ => new Db2Exception("SQL2530N"),
            };
        }
        catch (UnixException failure)
        {
            throw failure.Errno is UnixException.NoEntry or UnixException.Access
                ? new Db2Exception("SQL2036N", failure.Path)
                : new Db2Exception("SQL2025N", failure.Errno, failure.Path);
        }
    }
}
