namespace Db2Backup.Emulator.Backup;

/// <summary>
/// Where one stream of an image goes: a new file in a directory, a named pipe or the null device. Opened, written and closed by
/// one thread of the writer; failures are <see cref="UnixException"/>.
/// </summary>
/// <param name="Location">As the history keeps it: the directory, not the file. [images-and-logs.md, Image file names]</param>
/// <param name="DeviceType">D disk, P pipe, N null device. [sql.md, codes]</param>
internal abstract record ImageTarget(string Location, char DeviceType)
{
    /// <summary>Opens it; a pipe waits for its reader until cancelled.</summary>
    public abstract UnixFile Open(ImageName name, CancellationToken cancelled);

    /// <summary>True when a file of this name is there already: BACKUP never overwrites one.</summary>
    public virtual bool Holds(ImageName name) => false;

    /// <summary>Null when BACKUP cannot write there.</summary>
    public static ImageTarget? For(string path)
    {
        if (!path.StartsWith('/')) return null;
        return UnixFile.KindOf(path) switch
        {
            PathKind.Directory when UnixFile.CanWriteTo(path, directory: true) => new DirectoryTarget(path),
            PathKind.NamedPipe when UnixFile.CanWriteTo(path, directory: false) => new PipeTarget(path),
            PathKind.NullDevice => new NullTarget(path),
            _ => null,
        };
    }
}

[Unconfirmed("commands.md, BACKUP DATABASE: that the partial files of a backup which was cancelled or failed remain")]
internal sealed record DirectoryTarget(string Folder) : ImageTarget(Folder, 'D')
{
    public override UnixFile Open(ImageName name, CancellationToken cancelled) => UnixFile.CreateNew(PathOf(name));
    public override bool Holds(ImageName name) => File.Exists(PathOf(name));
    private string PathOf(ImageName name) => Path.Combine(Folder, name.ToString());
}

[Unconfirmed("images-and-logs.md, Named pipes: that what went through a pipe, kept under its proper name, restores as a file")]
internal sealed record PipeTarget(string Pipe) : ImageTarget(Pipe, 'P')
{
    public override UnixFile Open(ImageName name, CancellationToken cancelled) => UnixFile.OpenPipeForWriting(Pipe, cancelled);
}

/// <summary>[images-and-logs.md: accepted, writes a history entry of device type N, and there is no image]</summary>
internal sealed record NullTarget(string Device) : ImageTarget(Device, 'N')
{
    public override UnixFile Open(ImageName name, CancellationToken cancelled) => UnixFile.OpenNullDevice(Device);
}
