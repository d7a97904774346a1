using System.Globalization;
using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>
/// A database that is restored under another name, in another instance or on another host brings the configuration of its
/// source along, and would archive its logs among those of the source: a new chain in production's archive. Before the rollforward
/// completes, its log archiving is turned to a place of its own and the other log paths are emptied.
/// </summary>
internal sealed class CloneConfiguration(IDb2Session session, Db2Instance instance, IOperationHost host)
{
    private static readonly string[] Paths = ["FAILARCHPATH", "MIRRORLOGPATH", "OVERFLOWLOGPATH"];

    public static bool IsClone(RecoveryPlan plan, Db2Instance instance)
    {
        var manifest = plan.Backup.Manifest;
        return !string.Equals(plan.TargetDatabase, manifest.Alias, StringComparison.OrdinalIgnoreCase)
            || !string.Equals(instance.Instance, manifest.Instance, StringComparison.Ordinal)
            || !string.Equals(instance.HostName, manifest.HostName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Where a clone will archive its logs; null for what is no clone, or keeps the places of its source.</summary>
    public static string? ArchiveFolder(RestoreOptions options, Db2Instance instance) => options.KeepLogArchiving || !IsClone(options.Plan, instance)
        ? null
        : options.ArchivePath ?? FreshArchive(options.WorkFolder, options.Plan.TargetDatabase, instance);

    /// <returns>What was changed, as it was read back; empty when this is no clone or nothing had to be.</returns>
    /// <exception cref="Db2BackupException">What Db2 refused; RecoveryNotComplete: Db2 does not show what was set.</exception>
    public async Task<IReadOnlyList<ChangedSetting>> ApplyAsync(RestoreOptions options, CancellationToken cancellationToken)
    {
        var plan = options.Plan;
        if (ArchiveFolder(options, instance) is not { } archive) return [];
        var configuration = await ReadAsync(plan.TargetDatabase, cancellationToken).ConfigureAwait(false);

        var settings = new List<(string Parameter, string Before, ConfigurationValue Value, string Now)>();
        if (Before("LOGARCHMETH1") is { } method && method is not ("OFF" or ""))
        {
            // OFF would end the very recoverability that the rollforward stands on; a folder of its own is harmless.
            settings.Add(("LOGARCHMETH1", method, ConfigurationValue.Disk(archive), "DISK:" + archive));
        }
        if (Before("LOGARCHMETH2") is { } second && second is not ("OFF" or "")) settings.Add(("LOGARCHMETH2", second, ConfigurationValue.Off, "OFF"));
        foreach (var parameter in Paths)
            if (Before(parameter) is { Length: > 0 } path) settings.Add((parameter, path, ConfigurationValue.Null, ""));
        if (settings.Count == 0) return [];

        (await session.RunAsync(Statements.UpdateConfiguration(plan.TargetDatabase, settings.Select(s => (s.Parameter, s.Value)).ToArray()), cancellationToken)
            .ConfigureAwait(false)).Checked(plan.TargetDatabase);
        // Not taken for done: a clone that still has the places of its source would write into them.
        var now = await ReadAsync(plan.TargetDatabase, cancellationToken).ConfigureAwait(false);
        foreach (var setting in settings)
            if (Path.TrimEndingDirectorySeparator(now.GetValueOrDefault(setting.Parameter) ?? "") != Path.TrimEndingDirectorySeparator(setting.Now))
                throw new Db2BackupException(ErrorCode.RecoveryNotComplete,
                    $"{setting.Parameter} of {plan.TargetDatabase} was set to '{setting.Now}' and is '{now.GetValueOrDefault(setting.Parameter)}': it could write into the places of {plan.Backup.Database}.", plan.TargetDatabase);
        foreach (var setting in settings) host.Verbose($"{plan.TargetDatabase}: {setting.Parameter} was {setting.Before} of the source, and is {(setting.Now.Length > 0 ? setting.Now : "empty")} now.");
        return settings.Select(s => new ChangedSetting(s.Parameter, s.Before, s.Now)).ToList();

        string? Before(string parameter) => configuration.GetValueOrDefault(parameter);
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync(string alias, CancellationToken cancellationToken) =>
        ConfigurationParser.Parse((await session.RunAsync(Statements.GetConfiguration(alias), cancellationToken).ConfigureAwait(false)).Checked(alias).Output).Parameters;

    /// <summary>A sandbox takes everything along when it is removed. Logs of a database that had this name before stay by themselves: names of logs repeat.</summary>
    private static string FreshArchive(string workFolder, string target, Db2Instance instance)
    {
        var wanted = Path.Combine(Sandboxes.FolderOf(instance) is { } sandbox ? Path.Combine(sandbox, "copies") : workFolder, "archive-" + target);
        var folder = wanted;
        for (var number = 2; Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(); number++)
            folder = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        return folder;
    }
}
