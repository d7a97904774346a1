namespace Db2Backup.Emulator.Backup;

/// <summary>Reads an image, one or more files or pipes in order of their sequence. STUB: owner Backup part.</summary>
internal sealed class ImageReader : IDisposable
{
    /// <summary>Opens and checks the headers. SQL2546N when the first is not .001, SQL2530N when a header is not one.</summary>
    public static ImageReader Open(IReadOnlyList<string> paths) => throw new NotImplementedException(paths.Count.ToString());
    /// <summary>Reads the header of one file only; null when it is no image.</summary>
    public static ImageHeader? ReadHeader(string path) => throw new NotImplementedException(path);
    public ImageHeader Header => throw new NotImplementedException();
    /// <summary>Bytes of the image read so far.</summary>
    public long BytesRead => throw new NotImplementedException();
    /// <summary>
    /// The objects in order. A content stream is valid until the next object is asked for; what is not read is skipped.
    /// SQL2530N for damaged blocks, SQL2538N for an unexpected end.
    /// </summary>
    public IEnumerable<(ImageObjectKind Kind, string Name, Stream Content)> Objects() => throw new NotImplementedException();
    public void Dispose() => throw new NotImplementedException();
}
