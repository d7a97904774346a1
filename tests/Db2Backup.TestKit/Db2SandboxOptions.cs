namespace Db2Backup.TestKit;

/// <summary>How a sandbox instance is made.</summary>
public sealed record Db2SandboxOptions
{
    public string InstanceName { get; init; } = "db2inst1";

    /// <summary>Environment of db2start and of every session, e.g. DB2EMU_UNCONFIRMED=unknown.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>False leaves the instance stopped.</summary>
    public bool Start { get; init; } = true;
}
