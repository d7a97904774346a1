namespace Db2Backup;

/// <summary>A stand-in for a Db2 instance, to try and to test with: in a folder of its own, and never a default.</summary>
public sealed record Db2Sandbox
{
    /// <summary>The instance: binds to the cmdlets that work on one.</summary>
    public required Db2Instance InstanceInfo { get; init; }

    /// <summary>The instance's name.</summary>
    public string Instance => InstanceInfo.Instance;

    /// <summary>The folder that holds all of it: databases, images, logs. Removing the sandbox deletes it.</summary>
    public required string Path { get; init; }

    /// <summary>An empty folder in it for images.</summary>
    public required string BackupPath { get; init; }

    /// <summary>An empty folder in it for archived logs.</summary>
    public required string ArchivePath { get; init; }

    /// <summary>For prompts.</summary>
    public override string ToString() => $"sandbox {InstanceInfo} in {Path}";
}
