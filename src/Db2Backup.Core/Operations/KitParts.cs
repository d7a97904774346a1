using Db2Backup.Db2;

namespace Db2Backup.Operations;

/// <summary>A report of Db2's that goes into a recovery kit.</summary>
/// <param name="File">Its name in the kit.</param>
/// <param name="What">What it is, for people.</param>
internal sealed record KitPart(string File, string What)
{
    /// <summary>A statement that prints it; null for a program.</summary>
    public Db2Statement? Statement { get; init; }

    /// <summary>Only a connected session may ask it.</summary>
    public bool Connected { get; init; }

    /// <summary>A program of the instance and its arguments, without the file it writes.</summary>
    public IReadOnlyList<string> Program { get; init; } = [];

    /// <summary>The program writes a file (-o) in place of printing: it may be far larger than memory.</summary>
    public bool WritesFile { get; init; }

    /// <summary>It cannot be had over this transport, and why.</summary>
    public string? Unavailable { get; init; }

    /// <summary>The statement or the command line, as the list of contents names it.</summary>
    public string Source => Statement?.Shown ?? string.Join(' ', Program);
}

/// <summary>What a recovery kit holds, by the way to the instance. Pure.</summary>
internal static class KitParts
{
    private const string Ddl = "ddl.sql", DdlText = "DDL of storage groups, table spaces and objects, with privileges";

    /// <summary>In the order they are asked; db2look, which can take long, comes last.</summary>
    public static IReadOnlyList<KitPart> Of(Db2Transport transport, string alias) => transport == Db2Transport.Clp ? Clp(alias) : Provider();

    private static IReadOnlyList<KitPart> Clp(string alias) =>
    [
        new("db2level.txt", "level of Db2") { Program = ["db2level"] },
        new("registry.txt", "variables of the profile registries") { Program = ["db2set", "-all"] },
        new("database-manager-configuration.txt", "configuration of the instance") { Statement = Statements.GetInstanceConfiguration },
        new("database-configuration.txt", "configuration of the database") { Statement = Statements.GetConfiguration(alias) },
        new("history-backups.txt", "backups and restores of the recovery history") { Statement = Statements.ListBackupHistory(alias) },
        new("history-archived-logs.txt", "archived logs of the recovery history") { Statement = Statements.ListLogHistory(alias) },
        new("table-spaces.txt", "table spaces") { Statement = Statements.ListTableSpaces, Connected = true },
        .. Views,
        // -a: of all creators; without it only what belongs to the user who asks [IBM Docs 11.5, db2look].
        new(Ddl, DdlText) { Program = ["db2look", "-d", alias, "-e", "-a", "-l", "-x"], WritesFile = true },
    ];

    private static IReadOnlyList<KitPart> Provider() =>
    [
        new("db2level.txt", "level of Db2") { Statement = Statements.InstanceInformation },
        new("registry.txt", "variables of the profile registries") { Statement = Statements.RegistryView },
        new("database-manager-configuration.txt", "configuration of the instance") { Statement = Statements.InstanceConfigurationView },
        new("database-configuration.txt", "configuration of the database") { Statement = Statements.FullConfigurationView },
        new("history-backups.txt", "backups and restores of the recovery history") { Statement = Statements.BackupHistoryView },
        new("history-archived-logs.txt", "archived logs of the recovery history") { Statement = Statements.LogHistoryView },
        new("table-spaces.txt", "table spaces") { Statement = Statements.TableSpaces },
        .. Views,
        new(Ddl, DdlText) { Program = ["db2look"], Unavailable = "db2look runs on the server only" },
    ];

    /// <summary>The same over both.</summary>
    private static IReadOnlyList<KitPart> Views =>
    [
        new("table-space-containers.txt", "containers of table spaces") { Statement = Statements.Containers, Connected = true },
        new("storage-groups.txt", "storage groups") { Statement = Statements.StorageGroups, Connected = true },
        new("storage-paths.txt", "paths of storage groups") { Statement = Statements.StoragePaths, Connected = true },
        new("database-paths.txt", "paths of the database") { Statement = Statements.DatabasePaths, Connected = true },
    ];
}
