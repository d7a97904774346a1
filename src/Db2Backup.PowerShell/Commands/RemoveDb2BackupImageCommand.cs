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
    /// <summary>What Publish-Db2Backup gave: its image and protected files are deleted.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Published")]
    public PublishedBackup? Backup { get; set; }

    /// <summary>An image, of which the store named by -Store has a backup.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Image")]
    public BackupImage? Image { get; set; }

    /// <summary>The store: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(Position = 0, ParameterSetName = "Image")]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

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
        var store = Backup?.Store ?? Store;
        var what = Backup is { } backup ? BackupText(backup.Database, backup.Timestamp) : BackupText(Image!.Database, Image.Timestamp);
        IEnumerable<string> files = [.. (Backup?.Image ?? Image)?.Path ?? [], .. (KeepProtected ? null : Backup?.Protected?.Path) ?? []];
        if (!Approved(string.Join(", ", files), $"Delete the local files if {ObjectStores.Shown(store)} has the same", Force)) return;
        if (TryRunOnStore(store, Image?.Database, what, (repository, host, token) =>
        {
            var remove = new RemoveBackupImage(repository, host);
            return Backup is not null ? remove.RunAsync(Backup, options, token) : remove.RunAsync(Image!, options, token);
        }, out var removed)) WriteObject(removed);
    }
}
