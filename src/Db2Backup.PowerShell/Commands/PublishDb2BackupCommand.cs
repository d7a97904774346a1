using System.Management.Automation;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Publish-Db2Backup: objects first, read back, manifest last: from then on the backup exists in the store.</summary>
[Cmdlet(VerbsData.Publish, "Db2Backup", DefaultParameterSetName = "Protected", SupportsShouldProcess = true)]
[OutputType(typeof(PublishedBackup))]
public sealed class PublishDb2BackupCommand : StoreCmdlet
{
    private InstanceConnections? connections;

    /// <summary>What Protect-Db2Backup gave.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Protected")]
    public ProtectedBackup? Protected { get; set; }

    /// <summary>An image as Db2 wrote it: stored as it is, readable by everybody who can read the store unless Db2 encrypted it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Image")]
    public BackupImage? Image { get; set; }

    /// <summary>The stores: names of Get-Db2BackupStore, absolute folders or addresses; the configured one when not given. Several are written to at the same time.</summary>
    [Parameter(Position = 0)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Store { get; set; } = [];

    /// <summary>In how many of the stores the backup has to be for success; in all of them when not given.</summary>
    [Parameter]
    public int? MinimumCopies { get; set; }

    /// <summary>Read every stored byte back and compare its digest; else the lengths of all objects are read back.</summary>
    [Parameter]
    public SwitchParameter ReadBackDigest { get; set; }

    /// <summary>instance@host of a writer that is new to the database's folder in the store.</summary>
    [Parameter]
    public string? AdmitWriter { get; set; }

    /// <summary>Replace an unfinished run that is known to be dead.</summary>
    [Parameter]
    public SwitchParameter TakeOver { get; set; }

    /// <summary>Only the image. Else the recovery kit goes along where the instance can be asked: as its owner on its host, or over a connection of this session.</summary>
    [Parameter]
    public SwitchParameter NoRecoveryKit { get; set; }

    /// <summary>For plain images on another host: folder on the server=the same folder here.</summary>
    [Parameter(ParameterSetName = "Image")]
    public PathMapArgument[] PathMap { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        connections = InstanceConnections.OfThisRunspace;
        RequireStore(Store, MinimumCopies);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var image = Protected?.Image ?? Image!;
        var what = BackupText(image.Database, image.Timestamp);
        if (!Confirmed(what, $"Publish to {ObjectStores.Shown(Store)}")) return;
        var options = new PublishBackupOptions { ReadBackDigest = ReadBackDigest, Admit = AdmitWriter, TakeOver = TakeOver, PathMaps = PathMapArgument.Maps(PathMap) };
        if (Store.Length <= 1 && MinimumCopies is null)
        {
            if (TryRunOnStore(Store.FirstOrDefault(), image.Database, what, (repository, host, token) => WithKitAsync(image, options, host, token, chosen => PublishAsync(repository, host, chosen, token)), out var published)) WriteObject(published);
        }
        else if (TryRunOnStores(Store, image.Database, what, (stores, host, token) => WithKitAsync(image, options, host, token, chosen => new PublishCopies(new StoreCopies(host, Engine.Clock)).RunAsync(
            stores, MinimumCopies, what, streams: 1, source: null, (repository, told, slices, stop) => PublishAsync(repository, told, chosen with { Slices = slices }, stop), token)), out var copies))
        {
            WriteObject(copies, enumerateCollection: true);
        }
    }

    /// <summary>One kit for all stores.</summary>
    private async Task<T> WithKitAsync<T>(BackupImage image, PublishBackupOptions options, IOperationHost host, CancellationToken token, Func<PublishBackupOptions, Task<T>> publish)
    {
        await using var kit = NoRecoveryKit ? null : await Engine.KitOfAsync(image, instance => connections!.Provider(instance), host, token).ConfigureAwait(false);
        return await publish(options with { Kit = kit }).ConfigureAwait(false);
    }

    private Task<PublishedBackup> PublishAsync(Repository repository, IOperationHost host, PublishBackupOptions options, CancellationToken token)
    {
        var publish = new PublishBackup(repository, host, Engine.Clock);
        return Protected is not null ? publish.RunAsync(Protected, options, token) : publish.RunAsync(Image!, options, token);
    }
}
