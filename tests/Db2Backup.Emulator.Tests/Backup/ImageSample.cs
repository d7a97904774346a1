using System.Text;
using Db2Backup.Emulator.Backup;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>Small images made by the writer itself, in a folder of their own.</summary>
internal sealed class ImageSample : IDisposable
{
    public const int BlockLength = 32 * 1024;

    public string Folder { get; } = Directory.CreateTempSubdirectory("db2image-").FullName;

    /// <summary>What the image holds, by object name.</summary>
    public Dictionary<string, byte[]> Content { get; } = new()
    {
        ["cfg"] = Encoding.UTF8.GetBytes("logarchmeth1 OFF\n"),
        // Not a multiple of the block, exactly a multiple, empty, and rows that compress.
        ["0"] = Bytes(3 * BlockLength + 777, random: true),
        ["2"] = Bytes(4 * BlockLength, random: false),
        ["3"] = [],
        ["S0000001.LOG"] = Bytes(BlockLength + 1, random: true),
        ["end"] = Encoding.UTF8.GetBytes("{}"),
    };

    public static ImageHeader Header(int files, bool compressed = false, string timestamp = "20240131120000") => new()
    {
        DatabaseName = "SAMPLE",
        Alias = "SAMPLE",
        Timestamp = timestamp,
        Instance = "db2inst1",
        Sequence = 1,
        SequenceCount = files,
        Seed = 0x1234ABCD,
        Online = true,
        IncludesLogs = true,
        Compressed = compressed,
        BufferSize = BlockLength,
        LogPath = "/db2/log/",
        Recoverable = true,
    };

    /// <summary>Writes the image over n streams into the folder and names its files.</summary>
    public List<string> Write(int files, bool compressed = false, string timestamp = "20240131120000")
    {
        var header = Header(files, compressed, timestamp);
        var targets = Enumerable.Range(0, files).Select(_ => ImageTarget.For(Folder)!).ToList();
        WriteTo(header, targets);
        return Enumerable.Range(1, files).Select(n => Path.Combine(Folder, ImageName.Of(header with { Sequence = n }).ToString())).ToList();
    }

    public void WriteTo(ImageHeader header, IReadOnlyList<ImageTarget> targets)
    {
        using var writer = new ImageWriter(header, targets, buffers: 4, sealers: 2, _ => { }, default);
        writer.Add(ImageObjectKind.Configuration, "cfg", Content["cfg"]);
        foreach (var name in new[] { "0", "2", "3" }) writer.Add(ImageObjectKind.TableSpace, name, Content[name]);
        writer.Add(ImageObjectKind.Log, "S0000001.LOG", Content["S0000001.LOG"]);
        writer.Add(ImageObjectKind.Trailer, "end", Content["end"]);
        writer.Complete();
    }

    /// <summary>Reads all of it and compares; throws what the reader throws.</summary>
    public void ReadAndCompare(IReadOnlyList<string> paths)
    {
        using var reader = ImageReader.Open(paths);
        var seen = new List<string>();
        foreach (var (_, name, content) in reader.Objects())
        {
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            Assert.True(Content[name].AsSpan().SequenceEqual(copy.ToArray()), name);
            seen.Add(name);
        }
        Assert.Equal(Content.Keys, seen);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static byte[] Bytes(int length, bool random)
    {
        var bytes = new byte[length];
        if (random) new Random(length).NextBytes(bytes);
        else for (var i = 0; i < length; i++) bytes[i] = (byte)(i / 1000);
        return bytes;
    }
}
