using System.Management.Automation;
using Db2Backup.Adapters;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>A cmdlet that works on an instance.</summary>
public abstract class InstanceCmdlet : Db2Cmdlet
{
    private InstanceArgument? named;
    private InstanceChoice? choice;
    private InstanceConnections? connections;

    /// <summary>The instance: its name, or what Connect-Db2Instance, Get-Db2Instance or New-Db2Sandbox gave.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(InstanceCompleter))]
    public virtual InstanceArgument? Instance { get; set; }

    /// <summary>The instance of a piped object.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, DontShow = true)]
    public Db2Instance? InstanceInfo { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // Bound before the first object comes, so it is from the command line.
        named = Instance;
        connections = InstanceConnections.OfThisRunspace;
        choice = new InstanceChoice(Engine, connections);
    }

    /// <summary>How a prompt names the instance before it was asked anything.</summary>
    private protected string InstanceText =>
        named?.ToString() ?? InstanceInfo?.ToString() ?? Instance?.ToString() ?? InstanceConnections.OfThisRunspace.Default?.ToString()
        ?? (Environment.GetEnvironmentVariable("DB2INSTANCE") is { Length: > 0 } name ? new InstanceArgument(name).ToString() : "(none named)");

    /// <summary>How a prompt names a database.</summary>
    private protected string DatabaseText(string database) => $"{database.ToUpperInvariant()} of instance {InstanceText}";

    /// <summary>The way to an instance for what works over both transports; Engine.Connect is for what needs the server itself.</summary>
    /// <exception cref="Db2BackupException">InstanceNotFound: it was connected in another session, whose password is not known here.</exception>
    private protected IDb2Connector Connector(Db2Instance instance) => instance.Transport == Db2Transport.Clp
        ? Engine.Connect(instance)
        : connections!.Provider(instance) ?? throw new Db2BackupException(ErrorCode.InstanceNotFound, $"{instance} is not connected over the .NET provider in this session.", instance.Instance);

    /// <summary>The folders that were named, else the one of the configuration file; an error is written when there is none.</summary>
    private protected bool TryBackupPaths(string[] named, out string[] paths)
    {
        paths = FullPaths(named);
        if (paths.Length > 0) return true;
        if (!TryRun(null, (_, _) => Task.FromResult(Engine.Configuration.Read().Defaults.BackupPath), out var configured)) return false;
        if (configured is not null) paths = [configured];
        else WriteError(ErrorRecords.From(new Db2BackupException(ErrorCode.PathNotUsable, "No folder was named for the image, and the configuration file has no BackupPath.", "Path"), "Path"));
        return configured is not null;
    }

    /// <summary>Finds the instance of the input that is at hand now, whenever it is asked.</summary>
    private protected Func<CancellationToken, Task<Db2Instance>> InstanceOfNow()
    {
        var (piped, pipedName) = (InstanceInfo, Instance);
        return token => choice!.ResolveAsync(named, piped, pipedName, token);
    }

    /// <summary>Finds the instance, then works on it.</summary>
    private protected bool TryRunOnInstance<T>(string? target, Func<Db2Instance, IOperationHost, CancellationToken, Task<T>> work, out T result)
    {
        var instance = InstanceOfNow();
        return TryRun(target, async (host, token) => await work(await instance(token).ConfigureAwait(false), host, token).ConfigureAwait(false), out result);
    }
}
