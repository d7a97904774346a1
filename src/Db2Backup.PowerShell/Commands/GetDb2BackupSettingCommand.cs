using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2BackupSetting: what the cmdlets take when a parameter is not given, and where it comes from.</summary>
[Cmdlet(VerbsCommon.Get, "Db2BackupSetting")]
[OutputType(typeof(BackupSetting))]
public sealed class GetDb2BackupSettingCommand : StoreCmdlet
{
    /// <summary>For which databases; when not given, what holds for any. A store may be meant for some only.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var database in Database.Length == 0 ? [null] : Database.Cast<string?>())
            if (TryRun(database, (_, _) => Task.FromResult(new BackupSettings(Engine.Configuration).Effective(database)), out var settings))
                WriteObject(settings, enumerateCollection: true);
    }
}
