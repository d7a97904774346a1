namespace Db2Backup;

/// <summary>A Db2 instance that the module talks to.</summary>
public sealed record Db2Instance
{
    /// <summary>The instance name: db2inst1.</summary>
    public required string Instance { get; init; }

    /// <summary>The host it runs on, as the host calls itself.</summary>
    public required string HostName { get; init; }

    /// <summary>How it is reached.</summary>
    public required Db2Transport Transport { get; init; }

    /// <summary>The service level as Db2 tells it: DB2 v11.5.9.0 (db2level; SYSIBMADM.ENV_INST_INFO).</summary>
    public required string Level { get; init; }

    /// <summary>True for the stand-in: its backups are never mixed with real ones.</summary>
    public bool StandIn { get; init; }

    /// <summary>CLP: the instance owner's home directory.</summary>
    public string? Home { get; init; }

    /// <summary>CLP: the profile that sets up the environment, <c>sqllib/db2profile</c>.</summary>
    public string? ProfilePath { get; init; }

    /// <summary>CLP: the operating system user that owns the instance and under which Db2 opens every file.</summary>
    public string? Owner { get; init; }

    /// <summary>Provider: the server.</summary>
    public string? Server { get; init; }

    /// <summary>Provider: the server's port.</summary>
    public int? Port { get; init; }

    /// <summary>Provider: the one database that is connected to.</summary>
    public string? ConnectedDatabase { get; init; }

    /// <summary>Instance and host, for prompts and messages.</summary>
    public override string ToString() => $"{Instance} on {HostName}";
}
