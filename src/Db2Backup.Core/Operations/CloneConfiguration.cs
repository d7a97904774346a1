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

    /// <returns>What was changed; empty when this is no clone or nothing had to be.</returns>
    public async Task<IReadOnlyList<ChangedSetting>> ApplyAsync(RestoreOptions options, CancellationToken cancellationToken)
    {
        var plan = options.Plan;
        if (options.KeepLogArchiving || !IsClone(plan, instance)) return [];
        var configuration = ConfigurationParser.Parse(
            (await session.RunAsync(Statements.GetConfiguration(plan.TargetDatabase), cancellationToken).ConfigureAwait(false)).Checked(plan.TargetDatabase).Output);

        string? made = null;
        var settings = new List<(string Parameter, string Before, ConfigurationValue Value, string Now)>();
        if (Before("LOGARCHMETH1") is { } method && method is not ("OFF" or ""))
        {
            // OFF would end the very recoverability that the rollforward stands on; a folder of its own is harmless.
            var archive = options.ArchivePath ?? FreshArchive(options.WorkFolder, plan.TargetDatabase);
            made = Directory.Exists(archive) ? null : archive;
            ImageFolder.Prepare(archive);
            settings.Add(("LOGARCHMETH1", method, ConfigurationValue.Disk(archive), "DISK:" + archive));
        }
        if (Before("LOGARCHMETH2") is { } second && second is not ("OFF" or "")) settings.Add(("LOGARCHMETH2", second, ConfigurationValue.Off, "OFF"));
        foreach (var parameter in Paths)
            if (Before(parameter) is { Length: > 0 } path) settings.Add((parameter, path, ConfigurationValue.Null, ""));
        if (settings.Count == 0) return [];

        try
        {
            (await session.RunAsync(Statements.UpdateConfiguration(plan.TargetDatabase, settings.Select(s => (s.Parameter, s.Value)).ToArray()), cancellationToken)
                .ConfigureAwait(false)).Checked(plan.TargetDatabase);
        }
        catch (Exception e) when (made is not null && (e is Db2BackupException or OperationCanceledException))
        {
            // An id of Db2's own: it refused, so nothing archives there. Anything else came between, and it may.
            if (e is Db2BackupException { Code: null }) RemoveEmpty(made);
            else host.Warning($"{made} was made for the logs of {plan.TargetDatabase}, and may be its LOGARCHMETH1 already.");
            throw;
        }
        foreach (var setting in settings) host.Verbose($"{plan.TargetDatabase}: {setting.Parameter} was {setting.Before} of the source, and is {(setting.Now.Length > 0 ? setting.Now : "empty")} now.");
        return settings.Select(s => new ChangedSetting(s.Parameter, s.Before, s.Now)).ToList();

        string? Before(string parameter) => configuration.Parameters.GetValueOrDefault(parameter);
    }

    /// <summary>A sandbox takes everything along when it is removed. Logs of a database that had this name before stay by themselves: names of logs repeat.</summary>
    private string FreshArchive(string workFolder, string target)
    {
        var wanted = Path.Combine(Sandboxes.FolderOf(instance) is { } sandbox ? Path.Combine(sandbox, "copies") : workFolder, "archive-" + target);
        var folder = wanted;
        for (var number = 2; Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(); number++)
            folder = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        return folder;
    }

    private void RemoveEmpty(string folder)
    {
        try
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Warning($"The folder {folder} could not be removed: {e.Message}");
        }
    }
}
