using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Set-Db2BackupSetting: writes settings into the configuration file; what is not given stays, and $null takes one out.</summary>
[Cmdlet(VerbsCommon.Set, "Db2BackupSetting", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(BackupSetting))]
public sealed class SetDb2BackupSettingCommand : StoreCmdlet
{
    /// <summary>Whether Invoke-Db2Backup takes online or offline backups.</summary>
    [Parameter]
    public BackupMode? Strategy { get; set; }

    /// <summary>The folder for images.</summary>
    [Parameter]
    public string? BackupPath { get; set; }

    /// <summary>The folder that a restore puts images and logs into meanwhile.</summary>
    [Parameter]
    public string? RestorePath { get; set; }

    /// <summary>The store for every database: a name of Get-Db2BackupStore, an absolute folder or an address. For some databases only: New-Db2BackupStore -Database.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var given = MyInvocation.BoundParameters.Keys.Where(k => k is nameof(Strategy) or nameof(BackupPath) or nameof(RestorePath) or nameof(Store)).Order(StringComparer.Ordinal).ToList();
        if (given.Count == 0 || !Confirmed(string.Join(", ", given), "Change what the configuration file says of these settings")) return;
        if (TryRun(string.Join(", ", given), (_, _) => Task.FromResult(Change(given)), out var settings)) WriteObject(settings, enumerateCollection: true);
    }

    private IReadOnlyList<BackupSetting> Change(List<string> given)
    {
        var stores = Engine.Configuration;
        var before = stores.Read().Defaults;
        stores.SetDefaults(new BackupDefaults
        {
            Strategy = given.Contains(nameof(Strategy)) ? Strategy : before.Strategy,
            BackupPath = given.Contains(nameof(BackupPath)) ? PathOrNull(BackupPath) : before.BackupPath,
            RestorePath = given.Contains(nameof(RestorePath)) ? PathOrNull(RestorePath) : before.RestorePath,
            Store = given.Contains(nameof(Store)) ? (string.IsNullOrEmpty(Store) ? null : Store) : before.Store,
        });
        return new BackupSettings(stores).Effective(null);
    }

    private string? PathOrNull(string? path) => string.IsNullOrEmpty(path) ? null : FullPath(path);
}
