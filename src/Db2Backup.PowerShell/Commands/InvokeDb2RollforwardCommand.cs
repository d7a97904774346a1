using System.Management.Automation;
using Db2Backup.Db2;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Invoke-Db2Rollforward: ROLLFORWARD … AND COMPLETE, and what QUERY STATUS says afterwards.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Db2Rollforward", DefaultParameterSetName = "EndOfLogs", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RollforwardStatus))]
public sealed class InvokeDb2RollforwardCommand : InstanceCmdlet
{
    /// <summary>Alias.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string Database { get; set; } = "";

    /// <summary>Everything that the logs at hand hold.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "EndOfLogs")]
    public SwitchParameter EndOfLogs { get; set; }

    /// <summary>The earliest consistent state of the backup that was restored.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "EndOfBackup")]
    public SwitchParameter EndOfBackup { get; set; }

    /// <summary>All units of work committed at or before this time.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "PointInTime")]
    public DateTimeOffset PointInTime { get; set; }

    /// <summary>Where logs lie that are not in Db2's own paths.</summary>
    [Parameter]
    public string? OverflowLogPath { get; set; }

    /// <summary>Do not ask the archive method: for a copy that must not read its source's archive.</summary>
    [Parameter]
    public SwitchParameter NoRetrieve { get; set; }

    /// <summary>Do not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var target = ParameterSetName switch
        {
            "EndOfBackup" => RecoveryTarget.EndOfBackup,
            "PointInTime" => RecoveryTarget.At(PointInTime),
            _ => RecoveryTarget.EndOfLogs,
        };
        var overflow = OverflowLogPath is null ? null : FullPath(OverflowLogPath);
        if (!Approved(DatabaseText(Database), $"Roll forward to {target} and complete: no further log can be applied then", Force)) return;
        var done = TryRunOnInstance(Database, async (instance, host, token) =>
        {
            var db2 = Engine.Connect(instance);
            await InstanceLocator.RequireOwnerAsync(instance, token).ConfigureAwait(false);
            await using var session = await db2.OpenAsync(host.Verbose, token).ConfigureAwait(false);
            return await new RollForward(session, host).RunAsync(Database, target, overflow, NoRetrieve, token).ConfigureAwait(false);
        }, out var status);
        if (done) WriteObject(status);
    }
}
