using System.Buffers.Binary;
using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Restore;

/// <summary>Writes the data of an image: the table spaces into containers of the target, the logs into LOGTARGET.</summary>
internal sealed class DatabaseWriter(ImageContents image, LogTarget? logTarget, RunningUtility? utility, ImageFaults faults, CancellationToken cancelled)
{
    private const int BufferLength = 1 << 20;
    private readonly byte[] buffer = new byte[BufferLength];

    /// <summary>Replaces the table spaces of the database by those of the image.</summary>
    public ImageTrailer Write(DatabasePaths paths)
    {
        Empty(paths);
        return WriteData(paths);
    }

    /// <summary>Takes the table spaces away and leaves the definitions of those of the image.</summary>
    public void Empty(DatabasePaths paths)
    {
        RemoveContainers(paths);
        TableSpaceSet.WriteDefinitions(paths, image.TableSpaces);
    }

    /// <summary>A step of an incremental restore: what the image has of the table spaces that are defined; of others it is passed over.</summary>
    public ImageTrailer WriteStep(DatabasePaths paths)
    {
        var wanted = TableSpaceSet.Definitions(paths).Where(t => !t.IsTemporary).ToDictionary(t => t.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return Read(
            (id, content) =>
            {
                if (!wanted.TryGetValue(id, out var tableSpace)) return;
                if (File.Exists(tableSpace.Container)) Container.Delete(tableSpace);
                WriteContainer(tableSpace.Container, content);
            },
            (name, content) => logTarget?.Receive(name, content, Copy),
            (id, content) =>
            {
                if (wanted.TryGetValue(id, out var tableSpace)) WritePages(tableSpace, content);
            });
    }

    private ImageTrailer WriteData(DatabasePaths paths)
    {
        var waiting = TableSpaceSet.Definitions(paths).Where(t => !t.IsTemporary).ToDictionary(t => t.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var trailer = Read(
            (id, content) =>
            {
                if (!waiting.Remove(id, out var tableSpace)) throw new Db2Exception("SQL2530N");
                WriteContainer(tableSpace.Container, content);
            },
            (name, content) => logTarget?.Receive(name, content, Copy));
        if (waiting.Count > 0) throw new Db2Exception("SQL2530N");
        return trailer;
    }

    /// <summary>RESTORE … LOGS: passes over the table spaces.</summary>
    public void WriteLogs() => Read((_, _) => { }, (name, content) => logTarget?.Receive(name, content, Copy));

    private ImageTrailer Read(Action<string, Stream> tableSpace, Action<string, Stream> log, Action<string, Stream>? pages = null)
    {
        ImageTrailer? trailer = null;
        foreach (var (kind, name, content) in image.Data())
        {
            switch (kind)
            {
                case ImageObjectKind.TableSpace: tableSpace(name, content); break;
                case ImageObjectKind.Pages when pages is not null: pages(name, content); break;
                case ImageObjectKind.Log: log(name, content); break;
                case ImageObjectKind.Trailer: trailer = ImageDocuments.Trailer(content); break;
                default: throw new Db2Exception("SQL2530N");
            }
            if (utility is not null) utility.CompletedWork = image.BytesRead;
        }
        return trailer ?? throw new Db2Exception("SQL2530N");
    }

    private static void RemoveContainers(DatabasePaths paths)
    {
        // Automatic storage lies in the storage folders, which may be gone after a restore that broke off.
        if (File.Exists(paths.TableSpaceDefinitions))
            foreach (var tableSpace in TableSpaceSet.Definitions(paths))
                if (!tableSpace.AutomaticStorage && File.Exists(tableSpace.Container)) Container.Delete(tableSpace);
        foreach (var path in paths.StoragePaths)
            if (paths.StorageFolderOn(path) is var folder && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private void WriteContainer(string path, Stream content)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, ownerOnly);
        using var file = UnixFile.CreateNew(path);
        Copy(content, file);
    }

    /// <summary>Puts changed pages over those of the image before. [<see cref="ContainerPages"/>]</summary>
    private void WritePages(TableSpace tableSpace, Stream content)
    {
        var length = BinaryPrimitives.ReadInt64LittleEndian(Next(content, ContainerPages.LengthField));
        using (var container = new FileStream(tableSpace.Container, FileMode.Open, FileAccess.Write)) container.SetLength(length);
        using var file = UnixFile.OpenForUpdate(tableSpace.Container);
        var position = 0L;
        while (content.ReadAtLeast(buffer.AsSpan(0, ContainerPages.PageHeader), ContainerPages.PageHeader, throwOnEndOfStream: false) is > 0 and var header)
        {
            cancelled.ThrowIfCancellationRequested();
            if (header < ContainerPages.PageHeader) throw new Db2Exception("SQL2530N");
            var number = BinaryPrimitives.ReadInt64LittleEndian(buffer);
            var page = Next(content, BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(ContainerPages.LengthField)));
            // Only the last page of a container can be shorter, and nothing comes after it.
            file.Skip(number * tableSpace.PageSize - position);
            position = number * tableSpace.PageSize + page.Length;
            for (var rest = page; rest.Length > 0;) rest = rest[faults.Write(file, rest)..];
        }
    }

    private ReadOnlySpan<byte> Next(Stream content, int length)
    {
        if (length < 0 || length > buffer.Length) throw new Db2Exception("SQL2530N");
        var bytes = buffer.AsSpan(0, length);
        if (content.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length) throw new Db2Exception("SQL2530N");
        return bytes;
    }

    private void Copy(Stream content, UnixFile file)
    {
        while (content.Read(buffer) is > 0 and var count)
        {
            cancelled.ThrowIfCancellationRequested();
            for (var rest = buffer.AsSpan(0, count); rest.Length > 0;) rest = rest[faults.Write(file, rest)..];
            if (utility is not null) utility.CompletedWork = image.BytesRead;
        }
    }
}
