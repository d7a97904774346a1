using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Serialization;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Test-Db2LogChain: whether every log from the oldest kept backup on can be had: found, on its way, delayed, of the wrong chain, or lost.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Db2LogChain")]
[OutputType(typeof(LogChainResult))]
public sealed class TestDb2LogChainCommand : InstanceCmdlet
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter() } };

    /// <summary>Aliases; with -StoreOnly the names that the databases have in the store.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Database { get; set; } = [];

    /// <summary>The store that has the backups and the logs: a name of Get-Db2BackupStore, an absolute folder or an address; the configured one when not given.</summary>
    [Parameter(Position = 1)]
    [Alias("Location")]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>Only look into the store: whether a log after the last one there was ever written is not known then.</summary>
    [Parameter]
    public SwitchParameter StoreOnly { get; set; }

    /// <summary>So many minutes after it was closed a log may be on its way before it is delayed; 15 when not given.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int? GraceMinutes { get; set; }

    /// <summary>The result as JSON text, for programs that watch.</summary>
    [Parameter]
    public SwitchParameter AsJson { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var grace = GraceMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : CheckLogChain.UsualGrace;
        foreach (var database in Database)
        {
            var done = StoreOnly
                ? TryRun(database, (host, token) => CheckAsync(null, database, grace, host, token), out var result)
                : TryRunOnInstance(database, (instance, host, token) => CheckAsync(instance, database, grace, host, token), out result);
            if (done) WriteObject(AsJson ? JsonSerializer.Serialize(result, Json) : result);
        }
    }

    private async Task<LogChainResult> CheckAsync(Db2Instance? instance, string database, TimeSpan grace, IOperationHost host, CancellationToken cancellationToken)
    {
        var db2 = instance is null ? null : Engine.Connect(instance);
        var repository = Engine.OpenStore(Store, database, host.Verbose);
        await using (repository.ConfigureAwait(false))
            return await new CheckLogChain(repository, host, Engine.Clock).RunAsync(db2, database, grace, cancellationToken).ConfigureAwait(false);
    }
}
