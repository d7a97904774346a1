using System.Text;
using Db2Backup.Pipeline;
using ICSharpCode.SharpZipLib.GZip;
using ICSharpCode.SharpZipLib.Tar;

namespace Db2Backup.Adapters.Storage;

/// <summary>Gzipped tar files by SharpZipLib.</summary>
internal sealed class TarGzip : IArchiver
{
    // -rw-------: what is unpacked is as private as it was.
    private const int OwnerOnly = 0x180;

    public void Write(Stream destination, IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        using var gzip = new GZipOutputStream(destination) { IsStreamOwner = false };
        using var tar = new TarOutputStream(gzip, Encoding.UTF8) { IsStreamOwner = false };
        var buffer = GC.AllocateUninitializedArray<byte>(1 << 16);
        foreach (var entry in entries)
        {
            using var input = new FileStream(entry.Path, FileMode.Open, FileAccess.Read);
            var header = TarEntry.CreateTarEntry(entry.Name);
            header.Size = input.Length;
            header.ModTime = entry.Modified.UtcDateTime;
            header.TarHeader.Mode = OwnerOnly;
            tar.PutNextEntry(header);
            int read;
            while ((read = input.Read(buffer)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                tar.Write(buffer, 0, read);
            }
            tar.CloseEntry();
        }
    }
}
