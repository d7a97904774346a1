using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2RollforwardStatus: ROLLFORWARD … QUERY STATUS, one object per database partition.</summary>
[Cmdlet(VerbsCommon.Get, "Db2RollforwardStatus")]
[OutputType(typeof(RollforwardStatus))]
public sealed class GetDb2RollforwardStatusCommand : InstanceCmdlet
{
    /// <summary>Aliases.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var database in Database)
        {
            var told = TryRunOnInstance(database, async (instance, host, token) =>
            {
                await using var session = await Engine.Connect(instance).OpenAsync(host.Verbose, token).ConfigureAwait(false);
                return await RollForward.QueryAsync(session, database, token).ConfigureAwait(false);
            }, out var status);
            if (told) WriteObject(status, enumerateCollection: true);
        }
    }
}
