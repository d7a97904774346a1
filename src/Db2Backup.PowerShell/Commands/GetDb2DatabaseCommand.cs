using System.Management.Automation;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Get-Db2Database: the local databases of an instance and the state each is in.</summary>
[Cmdlet(VerbsCommon.Get, "Db2Database")]
[OutputType(typeof(Db2Database))]
public sealed class GetDb2DatabaseCommand : InstanceCmdlet
{
    /// <summary>Aliases, with wildcards * and ?; all when none is given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Database { get; set; } = [];

    /// <summary>Also tell the size of the data, which needs a connection to each database.</summary>
    [Parameter]
    public SwitchParameter IncludeSize { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        // Name by name, so that one that is not there does not hide the others.
        foreach (var names in Database.Length == 0 ? [[]] : Database.Select(d => new[] { d }))
        {
            var found = TryRunOnInstance(names.FirstOrDefault(), (instance, host, token) =>
                new InspectDatabases(Connector(instance), host, Engine.Clock).RunAsync(names, IncludeSize, token), out var databases);
            if (!found) continue;
            foreach (var database in databases.Where(d => told.Add(d.Database))) WriteObject(database);
        }
    }
}
