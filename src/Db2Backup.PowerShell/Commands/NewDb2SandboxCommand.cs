using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>New-Db2Sandbox: a started stand-in for a Db2 instance in a folder of its own.</summary>
[Cmdlet(VerbsCommon.New, "Db2Sandbox", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Db2Sandbox))]
public sealed class NewDb2SandboxCommand : Db2Cmdlet
{
    /// <summary>A folder that does not exist or is empty; when not given, a new one in the temporary folder.</summary>
    [Parameter(Position = 0)]
    public string? Path { get; set; }

    /// <summary>The instance's name: a letter, then letters and digits, eight at most.</summary>
    [Parameter]
    [ValidatePattern("^[a-z][a-z0-9]{0,7}$")]
    public string InstanceName { get; set; } = "db2inst1";

    /// <summary>Let the instance go on when this process ends; Remove-Db2Sandbox ends it.</summary>
    [Parameter]
    public SwitchParameter KeepRunning { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var options = new CreateSandboxOptions
        {
            Folder = Path is null ? null : FullPath(Path), InstanceName = InstanceName, OwnerProcess = KeepRunning ? null : Environment.ProcessId,
        };
        if (!Confirmed(options.Folder ?? "a new folder in " + System.IO.Path.GetTempPath(), $"Create and start the stand-in instance {InstanceName}")) return;
        if (TryRun(Path, (host, token) => new Sandboxes(ProgramFolder, host).CreateAsync(options, token), out var sandbox)) WriteObject(sandbox);
    }

    /// <summary>Beside this assembly: a program, never loaded into this process.</summary>
    internal static string ProgramFolder => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(NewDb2SandboxCommand).Assembly.Location)!, "sandbox");
}
