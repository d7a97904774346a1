using System.Diagnostics;
using Db2Backup.Adapters;
using Db2Backup.Db2.Pipes;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Storage;

namespace Db2Backup.Benchmarks;

/// <summary>
/// What Backup-Db2Database does with the bytes that Db2 writes: named pipes, the pipeline, slices in a store, read back, manifest. In Db2's
/// place a program writes into the pipes, or the image is made as it is read.
/// </summary>
internal sealed class StreamPath(DataPath path) : IOperationHost
{
    private static readonly DateTimeOffset First = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private int taken;

    /// <summary>A backup of what <c>cat</c> writes into a pipe.</summary>
    public async Task FromPipeAsync(string image, Repository repository, string folder)
    {
        var pipe = Path.Combine(folder, $"pipe{taken}");
        using var reader = NamedPipe.Make(pipe, TimeProvider.System);
        var start = new ProcessStartInfo("bash") { ArgumentList = { "-c", "exec cat -- \"$1\" >\"$2\"", "bash", image, pipe } };
        using var writer = Process.Start(start)!;
        await RunAsync([reader], repository);
        await writer.WaitForExitAsync();
        File.Delete(pipe);
        if (writer.ExitCode != 0) throw new InvalidOperationException($"cat {image} ended with {writer.ExitCode}");
    }

    /// <summary>One backup of these streams.</summary>
    public async Task RunAsync(IReadOnlyList<Stream> streams, Repository repository)
    {
        // Each its own: a backup that is in the store is not stored again.
        var time = First.AddSeconds(taken++);
        var timestamp = Db2Timestamp.Parse(time.ToString("yyyyMMddHHmmss", System.Globalization.CultureInfo.InvariantCulture));
        var database = Database();
        var image = new BackupImage
        {
            Database = database.Database, DatabaseInfo = database, Timestamp = timestamp, Kind = BackupKind.Full, Mode = BackupMode.Online, Files = [],
            IncludesLogs = true, StartTime = time, EndTime = time,
        };
        var flows = streams.Select((stream, i) => new ImageFlow(
            _ => Task.FromResult(new ImageName(database.Database, ImageName.WholeDatabase, database.Instance, 0, null, timestamp, i + 1)), _ => Task.FromResult(stream))).ToList();
        var source = new StreamedImage(image, null, flows,
            new FlowSurroundings(path.Options, path.Primitives, new StreamProgress(this, "Backing up", "Waiting for Db2", null, TimeProvider.System), TimeProvider.System),
            (files, _) => Task.FromResult(image with { Files = files }));
        var options = new PublishBackupOptions { Slices = SliceOptions.Default.Shared(streams.Count) };
        await new PublishBackup(repository, this, TimeProvider.System).RunAsync(() => source, options, CancellationToken.None);
    }

    /// <summary>Takes everything out of the store again.</summary>
    public static async Task ClearAsync(Repository repository)
    {
        var keys = new List<string>();
        await foreach (var entry in repository.Store.ListAsync(repository.Prefix, CancellationToken.None)) keys.Add(entry.Key);
        foreach (var key in keys) await repository.Store.DeleteAsync(key, CancellationToken.None);
    }

    public static Repository Open(string location, IReadOnlyDictionary<string, string>? settings = null, string? secret = null) =>
        Engine.Create().Stores.Open(location, new StoreAccess { Settings = settings ?? new Dictionary<string, string>(), Secret = secret is null ? null : new Secret(secret), Environment = _ => null });

    private static Db2Database Database() => new()
    {
        Database = "BENCH", Name = "BENCH", IsRecoverable = true, LogArchiveMethod = "DISK:/archive", LogPath = "/log", TracksModifications = false, BackupPending = false,
        RollforwardPending = "NO", RestorePending = false, IsConsistent = false, HadrRole = "STANDARD", IsEncrypted = false,
        InstanceInfo = new Db2Instance { Instance = "bench", HostName = "bench", Transport = Db2Transport.Clp, Level = "none", StandIn = true },
    };

    void IOperationHost.Verbose(string message) { }

    void IOperationHost.Warning(string message) => Console.Error.WriteLine(message);

    void IOperationHost.Progress(OperationProgress progress) { }
}
