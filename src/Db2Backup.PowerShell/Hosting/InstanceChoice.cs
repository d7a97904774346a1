using Db2Backup.Adapters;
using Db2Backup.Errors;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>
/// Which instance is meant: the one named on the command line, else the piped object's, else the last one connected in this
/// runspace, else that of DB2INSTANCE. A stand-in is never meant unless it is named.
/// </summary>
internal sealed class InstanceChoice(Engine engine, InstanceConnections connections)
{
    private readonly Dictionary<string, Db2Instance> found = [];

    /// <param name="named">From the command line.</param>
    /// <param name="piped">Of the piped object.</param>
    /// <param name="pipedName">The name, where the piped object has no more.</param>
    public async Task<Db2Instance> ResolveAsync(InstanceArgument? named, Db2Instance? piped, InstanceArgument? pipedName, CancellationToken cancellationToken)
    {
        if (named is not null) return await NamedAsync(named, cancellationToken).ConfigureAwait(false);
        if (piped is not null) return piped;
        if (pipedName is not null) return await NamedAsync(pipedName, cancellationToken).ConfigureAwait(false);
        if (connections.Default is { } connected) return connected;
        var instance = await FindAsync(null, cancellationToken).ConfigureAwait(false);
        return instance.StandIn
            ? throw new Db2BackupException(ErrorCode.InstanceNotFound,
                $"No instance was named, and DB2INSTANCE names a stand-in ({instance}), which is never used without being named.", instance.Instance)
            : instance;
    }

    private async Task<Db2Instance> NamedAsync(InstanceArgument argument, CancellationToken cancellationToken) =>
        argument.Instance ?? connections.Find(argument.Name) ?? await FindAsync(argument.Name, cancellationToken).ConfigureAwait(false);

    private async Task<Db2Instance> FindAsync(string? name, CancellationToken cancellationToken)
    {
        // Asking an instance for its level starts programs: once per cmdlet and name is enough.
        if (found.TryGetValue(name ?? "", out var known)) return known;
        return found[name ?? ""] = await engine.FindInstanceAsync(name, null, cancellationToken).ConfigureAwait(false);
    }
}
