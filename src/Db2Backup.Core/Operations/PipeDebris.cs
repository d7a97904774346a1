using Db2Backup.Db2;
using Db2Backup.Db2.Pipes;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Pipes of runs that were killed: Db2 may wait in them, and would for ever.</summary>
internal sealed class PipeDebris(IDb2Connector db2, IOperationHost host, TimeProvider clock)
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30), LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Lets go whoever waits in them, and removes them.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Remove(string parent)
    {
        var dead = PipeFolder.Dead(parent, clock.GetUtcNow());
        foreach (var path in dead)
        {
            var why = PipeFolder.Remove(path);
            host.Warning(why is null ? $"The pipes of a run that ended abnormally were removed: {path}" : $"The pipes of a run that ended abnormally could not be removed: {path} ({why})");
        }
        return dead.Count > 0;
    }

    /// <summary>A backup that was let go ends by itself in a moment; whether it did is seen by whoever looks at the utilities next.</summary>
    public async Task AwaitEndAsync(IDb2Session session, Db2Database database, CancellationToken cancellationToken)
    {
        var begin = clock.GetTimestamp();
        while (clock.GetElapsedTime(begin) < EndLimit
            && (await DatabaseReaders.Of(db2.Instance, clock).UtilitiesAsync(session, cancellationToken).ConfigureAwait(false))
                .Any(u => u.Type == "BACKUP" && string.Equals(u.Database, database.Name, StringComparison.OrdinalIgnoreCase)))
            await Task.Delay(LookInterval, clock, cancellationToken).ConfigureAwait(false);
    }
}
