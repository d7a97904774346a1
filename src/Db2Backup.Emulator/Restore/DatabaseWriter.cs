using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Storage;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Restore;

/// <summary>Writes the data of an image: the table spaces into containers of the target, the logs into LOGTARGET.</summary>
internal sealed class DatabaseWriter(ImageContents image, LogTarget? logTarget, RunningUtility utility, ImageFaults faults, CancellationToken cancelled)
{
    private const int BufferLength = 1 << 20;
    private readonly byte[] buffer = new byte[BufferLength];

    /// <summary>Replaces the table spaces of the database by those of the image.</summary>
    public ImageTrailer Write(DatabasePaths paths)
    {
        RemoveContainers(paths);
        TableSpaceSet.WriteDefinitions(paths, image.TableSpaces);
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

    private ImageTrailer Read(Action<string, Stream> tableSpace, Action<string, Stream> log)
    {
        ImageTrailer? trailer = null;
        foreach (var (kind, name, content) in image.Data())
        {
            switch (kind)
            {
                case ImageObjectKind.TableSpace: tableSpace(name, content); break;
                case ImageObjectKind.Log: log(name, content); break;
                case ImageObjectKind.Trailer: trailer = ImageDocuments.Trailer(content); break;
                default: throw new Db2Exception("SQL2530N");
            }
            utility.CompletedWork = image.BytesRead;
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

    private void Copy(Stream content, UnixFile file)
    {
        while (content.Read(buffer) is > 0 and var count)
        {
            cancelled.ThrowIfCancellationRequested();
            for (var rest = buffer.AsSpan(0, count); rest.Length > 0;) rest = rest[faults.Write(file, rest)..];
            utility.CompletedWork = image.BytesRead;
        }
    }
}
