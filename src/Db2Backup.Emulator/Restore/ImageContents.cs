using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// An open image: the small objects at its beginning, which RESTORE reads before it touches the target, and then, once and
/// in order, the large ones.
/// </summary>
internal sealed class ImageContents : IDisposable
{
    private readonly ImageReader reader;
    private readonly IEnumerator<(ImageObjectKind Kind, string Name, Stream Content)> objects;
    private bool hasCurrent;

    private ImageContents(ImageReader reader)
    {
        this.reader = reader;
        objects = reader.Objects().GetEnumerator();
        while (hasCurrent = objects.MoveNext())
        {
            var (kind, _, content) = objects.Current;
            if (kind >= ImageObjectKind.TableSpace) break;
            switch (kind)
            {
                case ImageObjectKind.Configuration: Configuration = new StreamReader(content).ReadToEnd(); break;
                case ImageObjectKind.Control: Control = ImageDocuments.Control(content); break;
                case ImageObjectKind.History: History = Bytes(content); break;
                case ImageObjectKind.TableSpaceDefinitions: TableSpaces = ImageDocuments.TableSpaceDefinitions(content); break;
                default: throw new Db2Exception("SQL2530N");
            }
        }
        if (Control is null || TableSpaces.Count == 0) throw new Db2Exception("SQL2530N");
    }

    /// <summary>Opens the files and reads up to the first large object; a pipe waits here for its writer.</summary>
    public static ImageContents Open(IReadOnlyList<string> files, CancellationToken cancelled)
    {
        var reader = ImageReader.Open(files, cancelled);
        try
        {
            return new ImageContents(reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public ImageHeader Header => reader.Header;
    public long BytesRead => reader.BytesRead;
    public string Configuration { get; } = "";
    public ImageControl Control { get; } = null!;
    public byte[] History { get; } = [];
    public IReadOnlyList<TableSpace> TableSpaces { get; } = [];

    /// <summary>Table spaces, logs and the trailer. A content is valid until the next is asked for.</summary>
    public IEnumerable<(ImageObjectKind Kind, string Name, Stream Content)> Data()
    {
        while (hasCurrent)
        {
            yield return objects.Current;
            hasCurrent = objects.MoveNext();
        }
    }

    public void Dispose()
    {
        objects.Dispose();
        reader.Dispose();
    }

    private static byte[] Bytes(Stream content)
    {
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
