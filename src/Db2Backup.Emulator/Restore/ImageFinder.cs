using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Restore;

/// <summary>
/// Finds the files of the image to restore: by the pattern of their names in the directories of FROM, in the order of the
/// directories and of their sequence numbers; then each header must say what the name says.
/// [images-and-logs.md, Image file names; commands.md, RESTORE DATABASE]
/// </summary>
internal sealed class ImageFinder(RestoreOptions options, CommandContext context)
{
    /// <summary>The files, or the named pipes of FROM, in the order to read them.</summary>
    public IReadOnlyList<string> Find()
    {
        var places = options.From ?? [context.Request.WorkingDirectory];
        var pipes = places.Count(place => UnixFile.KindOf(place) == PathKind.NamedPipe);
        foreach (var place in places) RequireReadable(place);
        if (pipes == places.Count) return places;
        if (pipes > 0) throw new Db2Exception("SQL2032N", "FROM");
        while (true)
        {
            var files = FilesIn(places.Distinct().ToList());
            if (Flaw(files) is not { } flaw) return files.ConvertAll(f => f.Path);
            LookAgain(flaw);
        }
    }

    /// <summary>In FROM; when it is not there, where the history says that it is.</summary>
    public IReadOnlyList<string> FindAlsoIn(string location)
    {
        try
        {
            return Find();
        }
        catch (Db2Exception missing) when (missing.Db2Message.Definition.Id == "SQL2542N" && UnixFile.KindOf(location) == PathKind.Directory)
        {
            return new ImageFinder(options with { From = [location] }, context).Find();
        }
    }

    private sealed record Found(string Path, ImageName Name);

    private static void RequireReadable(string place)
    {
        var usable = Path.IsPathFullyQualified(place)
            && UnixFile.KindOf(place) is PathKind.Directory or PathKind.NamedPipe
            && UnixFile.CanRead(place);
        if (!usable) throw new Db2Exception("SQL2036N", place);
    }

    /// <summary>The files of the one image that matches: SQL2542N when there is none, SQL2522N when there are several.</summary>
    [Unconfirmed("commands.md, RESTORE DATABASE: that without TAKEN AT one image in the directory is taken and several are refused")]
    private List<Found> FilesIn(IReadOnlyList<string> folders)
    {
        var files = new List<Found>();
        foreach (var folder in folders)
            files.AddRange(Directory.EnumerateFiles(folder)
                .Select(path => (Path: path, Name: ImageName.Parse(Path.GetFileName(path))))
                .Where(file => file.Name is { } name && Matches(name))
                .Select(file => new Found(file.Path, file.Name!))
                .OrderBy(file => file.Name.Sequence));
        if (files.Count == 0) throw new Db2Exception("SQL2542N", options.Source, options.TakenAt ?? "");

        var images = files.Select(file => file.Name with { Sequence = 0 }).Distinct().Count();
        var twice = files.Select(file => file.Name.Sequence).Distinct().Count() < files.Count;
        if (images > 1 || twice) throw new Db2Exception("SQL2522N");
        return files;
    }

    private bool Matches(ImageName name) =>
        name is { Partition: 0 } && (name.Type == 0 || (name.Type == ImageName.TableSpaces && options.Scope == RestoreScope.TableSpaces)) && name.Alias == options.Source
        && name.Timestamp.StartsWith(options.TakenAt ?? "", StringComparison.Ordinal);

    /// <summary>Where the sequence is broken, as SQL2536W; null when it is whole.</summary>
    private static Message? Flaw(IReadOnlyList<Found> files)
    {
        var count = files.Count;
        for (var i = 0; i < files.Count; i++)
        {
            var (path, name) = files[i];
            if (i == 0 && name.Sequence != 1) throw new Db2Exception("SQL2546N", path);
            if (name.Sequence != i + 1) return new Message("SQL2536W", path, i + 1);
            if (!UnixFile.CanRead(path)) throw new Db2Exception("SQL2061N", path);
            if (new FileInfo(path).Length < ImageFormat.HeaderLength) throw new Db2Exception("SQL2538N", path);
            var header = ImageReader.ReadHeader(path) ?? throw new Db2Exception("SQL2530N");
            if (header.Alias != name.Alias || header.Timestamp != name.Timestamp)
                throw new Db2Exception("SQL2532N", header.Alias, header.Timestamp);
            if (i == 0 && header.Sequence != 1) throw new Db2Exception("SQL2546N", path);
            if (header.Sequence != i + 1) return new Message("SQL2536W", path, i + 1);
            count = header.SequenceCount;
        }
        return count > files.Count ? new Message("SQL2536W", files[^1].Path, files.Count + 1) : null;
    }

    /// <summary>The user may bring the missing file and go on; a command that must not ask ends here.</summary>
    [Unconfirmed("messages.md, SQL2536W: the prompt, and SQL2001N as the end of a restore WITHOUT PROMPTING")]
    private void LookAgain(Message flaw)
    {
        context.Reply.Text(flaw + "\n");
        var answer = options.WithoutPrompting
            ? null
            : context.Reply.Ask("Do you want to continue(c), terminate this device only(d), abort the utility(t) ? (c/d/t) ");
        if (answer?.Trim() is not ("c" or "C")) throw new Db2Exception("SQL2001N");
    }
}
