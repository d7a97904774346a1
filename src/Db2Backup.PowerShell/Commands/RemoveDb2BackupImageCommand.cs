using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Remove-Db2BackupImage: deletes local files whose published copy is whole and the same. One doubt, and nothing is deleted.</summary>
[Cmdlet(VerbsCommon.Remove, "Db2BackupImage", DefaultParameterSetName = "Published", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RemovedBackupImage))]
public sealed class RemoveDb2BackupImageCommand : StoreCmdlet
{
    private readonly HashSet<string> handled = [];

    /// <summary>What Publish-Db2Backup gave: its image and protected files are deleted, when as many copies as were asked for are whole.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Published")]
    public PublishedBackup? Backup { get; set; }

    /// <summary>An image, of which every store named by -Store has a backup.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Image")]
    public BackupImage? Image { get; set; }

    /// <summary>The stores: names of Get-Db2BackupStore, absolute folders or addresses; the configured one when not given.</summary>
    [Parameter(Position = 0, ParameterSetName = "Image")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>Read every local file again, also when length and time are those of when its digest was taken.</summary>
    [Parameter]
    public SwitchParameter AlwaysCompare { get; set; }

    /// <summary>Delete only the image, and keep the protected files.</summary>
    [Parameter(ParameterSetName = "Published")]
    public SwitchParameter KeepProtected { get; set; }

    /// <summary>For images on another host: folder on the server=the same folder here.</summary>
    [Parameter]
    public PathMapArgument[] PathMap { get; set; } = [];

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new RemoveBackupImageOptions { AlwaysCompare = AlwaysCompare, KeepProtected = KeepProtected, PathMaps = PathMapArgument.Maps(PathMap) };
        // Of a backup in several stores there comes one object for each, and all speak of the same files.
        var stores = Backup is null ? Store : Backup.Copies.Count > 0 ? Backup.Copies.Where(c => c.IsPublished).Select(c => c.Store).ToArray() : [Backup.Store];
        var what = Backup is { } backup ? BackupText(backup.Database, backup.Timestamp) : BackupText(Image!.Database, Image.Timestamp);
        IEnumerable<string> files = [.. (Backup?.Image ?? Image)?.Path ?? [], .. (KeepProtected ? null : Backup?.Protected?.Path) ?? []];
        if (Backup?.Copies.Count > 1 && !handled.Add(string.Join('\n', files.Concat(stores))))
        {
            WriteVerbose($"{Backup} and its other copies were looked at together, with the first of them.");
            return;
        }
        if (!Approved(string.Join(", ", files), $"Delete the local files if {ObjectStores.Shown(stores)} has the same", Force)) return;
        if (stores.Length <= 1 && !(Backup?.MinimumCopies > 1)
            ? TryRunOnStore(stores.FirstOrDefault(), Image?.Database, what, (repository, host, token) => RemoveAsync(new RemoveBackupImage(repository, host), options, token), out var removed)
            : TryRunOnStores(stores, Image?.Database, what, (opened, host, token) => RemoveAsync(new RemoveBackupImage(opened, Backup?.MinimumCopies ?? opened.Count, host), options, token), out removed)) WriteObject(removed);
    }

    private Task<RemovedBackupImage> RemoveAsync(RemoveBackupImage remove, RemoveBackupImageOptions options, CancellationToken token) =>
        Backup is not null ? remove.RunAsync(Backup, options, token) : remove.RunAsync(Image!, options, token);
}
