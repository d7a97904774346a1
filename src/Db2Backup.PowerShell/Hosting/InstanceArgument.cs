namespace Db2Backup.PowerShell.Hosting;

/// <summary>An instance as a user names it: by its name, or by an object that is or holds one. PowerShell converts to it by its constructors.</summary>
public sealed class InstanceArgument
{
    /// <summary>By name.</summary>
    public InstanceArgument(string name) => Name = name;

    /// <summary>What Connect-Db2Instance and Get-Db2Instance give.</summary>
    public InstanceArgument(Db2Instance instance) => (Name, Instance) = (instance.Instance, instance);

    /// <summary>What New-Db2Sandbox gives: the one way to name a stand-in that is not connected.</summary>
    public InstanceArgument(Db2Sandbox sandbox) : this(sandbox.InstanceInfo) { }

    /// <summary>The instance's name.</summary>
    public string Name { get; }

    /// <summary>Known already, or null.</summary>
    public Db2Instance? Instance { get; }

    /// <summary>Instance and host, for prompts and messages: one that is known by its name alone is of this machine.</summary>
    public override string ToString() => Instance?.ToString() ?? $"{Name} on {Environment.MachineName}";
}
