using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// RESTORE … TABLESPACE [ONLINE]: some table spaces of the database that the image is of; they wait for a rollforward of their own then, and with ONLINE
/// the others stay in use meanwhile. [commands.md, RESTORE DATABASE]
/// </summary>
internal sealed class TableSpaceRestore(CommandContext context, RestoreOptions options, Database database)
{
    private const int BufferLength = 1 << 20;

    /// <summary>True from the first table space that is overwritten.</summary>
    public bool Touched { get; private set; }

    public IReadOnlyList<TableSpace> TableSpaces { get; private set; } = [];

    public ImageTrailer Execute(ImageContents image, RunningUtility utility)
    {
        TableSpaces = Wanted(image);
        using var use = Use();
        // Whoever is in the middle of a unit of work ends it first.
        while (!database.Writer.Wait(50, context.Cancelled)) { }
        try
        {
            database.Change(state =>
            {
                foreach (var tableSpace in TableSpaces) state.TableSpaces[tableSpace.Id] = new TableSpaceState { Pending = TableSpacePending.Restore };
            });
            Touched = true;
            ChangeTracking.Forget(database, TableSpaces);
            var trailer = Write(image, utility);
            database.Change(state =>
            {
                foreach (var tableSpace in TableSpaces)
                    state.TableSpaces[tableSpace.Id] = new TableSpaceState
                    {
                        Pending = TableSpacePending.Rollforward, StartLso = image.Control.RedoStart, StartLog = image.Control.FirstLog,
                        BackupEndLso = trailer.EndLso, BackupEndUtc = trailer.EndUtc,
                    };
            });
            return trailer;
        }
        finally
        {
            database.Writer.Release();
        }
    }

    /// <summary>SQL2560N for another database's image, SQL2549N for a name that is not in it, or not here.</summary>
    [Unconfirmed("messages.md, SQL2549N: that a table space which the database does not have (any more) is refused with it")]
    private List<TableSpace> Wanted(ImageContents image)
    {
        if (image.Header.Seed != database.State.Seed || !image.Header.Recoverable) throw new Db2Exception("SQL2560N");
        if (options.WithoutRollingForward) throw new Db2Exception("SQL2537N");
        var here = TableSpaceSet.Definitions(database.Paths).Where(t => !t.IsTemporary).ToList();
        var inImage = image.TableSpaces.Where(t => !t.IsTemporary).ToList();
        var wanted = new List<TableSpace>();
        foreach (var name in options.TableSpaceNames ?? inImage.ConvertAll(t => t.Name))
        {
            var stored = inImage.Find(t => t.Name == name);
            wanted.Add(here.Find(t => t.Name == name && t.Id == stored?.Id) ?? throw new Db2Exception("SQL2549N"));
        }
        return wanted;
    }

    /// <summary>SYSCATSPACE cannot be restored while anybody is in, as everybody reads the catalog.</summary>
    [Unconfirmed("commands.md, RESTORE DATABASE: the id for SYSCATSPACE with ONLINE (SQL1035N)")]
    private IDisposable Use()
    {
        if (options.Online && TableSpaces.Any(t => t.Id == 0)) throw new Db2Exception("SQL1035N");
        return UtilityUse.Of(context, database, options.Target, options.Online);
    }

    private ImageTrailer Write(ImageContents image, RunningUtility utility)
    {
        var waiting = TableSpaces.ToDictionary(t => t.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var faults = new ImageFaults(context);
        var buffer = new byte[BufferLength];
        ImageTrailer? trailer = null;
        foreach (var (kind, name, content) in image.Data())
        {
            if (kind == ImageObjectKind.TableSpace && waiting.Remove(name, out var tableSpace)) Replace(tableSpace, content, faults, buffer);
            else if (kind == ImageObjectKind.Trailer) trailer = ImageDocuments.Trailer(content);
            utility.CompletedWork = image.BytesRead;
        }
        return trailer is not null && waiting.Count == 0 ? trailer : throw new Db2Exception("SQL2530N");
    }

    /// <summary>By way of a file beside the container, so that those who have it open see it change as a whole.</summary>
    private void Replace(TableSpace tableSpace, Stream content, ImageFaults faults, byte[] buffer)
    {
        var beside = tableSpace with { Container = tableSpace.Container + ".restore" };
        Container.Delete(beside);
        try
        {
            using (var file = UnixFile.CreateNew(beside.Container))
                while (content.Read(buffer) is > 0 and var count)
                {
                    context.Cancelled.ThrowIfCancellationRequested();
                    for (var rest = buffer.AsSpan(0, count); rest.Length > 0;) rest = rest[faults.Write(file, rest)..];
                }
            database.Storage.Replace(tableSpace, beside.Container);
        }
        finally
        {
            Container.Delete(beside);
        }
    }
}
