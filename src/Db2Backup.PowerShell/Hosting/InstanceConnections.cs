using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Db2Backup.Db2;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>The instances that Connect-Db2Instance was told of in one runspace. Another runspace of the process knows nothing of them.</summary>
internal sealed class InstanceConnections
{
    private static readonly ConditionalWeakTable<Runspace, InstanceConnections> All = [];
    private readonly List<Db2Instance> instances = [];
    private readonly Dictionary<Db2Instance, ProviderConnector> providers = [];

    /// <summary>Call it on the pipeline's thread.</summary>
    public static InstanceConnections OfThisRunspace => All.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>Newest last.</summary>
    public IReadOnlyList<Db2Instance> Instances => instances;

    /// <summary>The last one that is no stand-in: nobody shall back up a sandbox and believe it was the real one.</summary>
    public Db2Instance? Default => instances.LastOrDefault(i => !i.StandIn);

    /// <param name="provider">For an instance that is reached over the .NET provider: it knows the password.</param>
    public void Add(Db2Instance instance, ProviderConnector? provider = null)
    {
        Remove(instance);
        instances.Add(instance);
        if (provider is not null) providers[instance] = provider;
    }

    public bool Remove(Db2Instance instance)
    {
        foreach (var known in instances.Where(i => Same(i, instance))) providers.Remove(known);
        return instances.RemoveAll(i => Same(i, instance)) > 0;
    }

    /// <summary>Null when this runspace has no connection to it over the provider.</summary>
    public ProviderConnector? Provider(Db2Instance instance) => providers.FirstOrDefault(p => Same(p.Key, instance)).Value;

    /// <summary>The newest of that name; two homes may have instances of one name.</summary>
    public Db2Instance? Find(string name) => instances.LastOrDefault(i => string.Equals(i.Instance, name, StringComparison.Ordinal));

    private static bool Same(Db2Instance one, Db2Instance other) =>
        (one.Instance, one.Home, one.Server, one.Port, one.ConnectedDatabase) == (other.Instance, other.Home, other.Server, other.Port, other.ConnectedDatabase);
}
