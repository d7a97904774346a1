namespace Db2Backup.PowerShell.Hosting;

/// <summary>A sandbox as a user names it: by its folder, or by the object that New-Db2Sandbox gave. PowerShell converts to it by its constructors.</summary>
public sealed class SandboxArgument
{
    /// <summary>By its folder.</summary>
    public SandboxArgument(string path) => Path = path;

    /// <summary>What Get-Item gives.</summary>
    public SandboxArgument(FileSystemInfo folder) => Path = folder.FullName;

    /// <summary>What New-Db2Sandbox gives.</summary>
    public SandboxArgument(Db2Sandbox sandbox) => Path = sandbox.Path;

    /// <summary>Its folder.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
