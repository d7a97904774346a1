using System.Security.Cryptography;

namespace Db2Backup.Emulator.Storage;

/// <summary>A digest of each page of a container as a backup found it: what a later one calls changed is what differs from it.</summary>
internal sealed class PageMap
{
    public const int DigestLength = 16;

    private readonly List<UInt128> digests = [];

    public static UInt128 DigestOf(ReadOnlySpan<byte> page)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(page, digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    public void Add(UInt128 digest) => digests.Add(digest);

    /// <summary>Whether the page was the same then.</summary>
    public bool Holds(int page, UInt128 digest) => page < digests.Count && digests[page] == digest;

    public void Write(string path)
    {
        var bytes = new byte[digests.Count * DigestLength];
        for (var i = 0; i < digests.Count; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(i * DigestLength), digests[i]);
        File.WriteAllBytes(path, bytes);
    }

    public static PageMap Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var map = new PageMap();
        for (var at = 0; at < bytes.Length; at += DigestLength)
            map.Add(System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(at)));
        return map;
    }
}
