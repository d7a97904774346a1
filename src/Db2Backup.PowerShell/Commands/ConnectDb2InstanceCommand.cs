using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>
/// Connect-Db2Instance: checks that an instance answers, and makes it the default of this runspace. With -Server, one database
/// over IBM's .NET provider, which is found at run time.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "Db2Instance", DefaultParameterSetName = LocalSet)]
[OutputType(typeof(Db2Instance))]
public sealed class ConnectDb2InstanceCommand : InstanceCmdlet
{
    private const string LocalSet = "Local", ProviderSet = "Provider";

    /// <summary>The instance: its name, or what New-Db2Sandbox gave; the one of DB2INSTANCE when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(InstanceCompleter))]
    public override InstanceArgument? Instance { get; set; }

    /// <summary>Host name or address of the Db2 server.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [ValidateNotNullOrEmpty]
    public string Server { get; set; } = "";

    /// <summary>The port of the instance (SVCENAME).</summary>
    [Parameter(ParameterSetName = ProviderSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = 50000;

    /// <summary>The database to connect to, by its alias on the server.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [ValidateNotNullOrEmpty]
    public string Database { get; set; } = "";

    /// <summary>User and password. They are kept in memory for this session, and written nowhere.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>The folder of IBM.Data.Db2.dll, or the dll; without it a registered provider or one beside the module is taken.</summary>
    [Parameter(ParameterSetName = ProviderSet)]
    [ValidateNotNullOrEmpty]
    public string? ProviderPath { get; set; }

    /// <summary>Further keywords of the connection string: @{ Security = 'SSL'; SSLServerCertificate = '/path/cert.arm' }.</summary>
    [Parameter(ParameterSetName = ProviderSet)]
    public Hashtable? ConnectionOption { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ProviderSet) ConnectOverProvider();
        else ConnectLocally();
    }

    private void ConnectLocally()
    {
        var connected = TryRunOnInstance(Instance, async (instance, host, token) =>
        {
            var session = await Connect(instance).OpenAsync(host.Verbose, token).ConfigureAwait(false);
            await session.DisposeAsync().ConfigureAwait(false);
            return instance;
        }, out var instance);
        if (!connected) return;
        // One that came over the provider is known with its connection already.
        if (instance.Transport == Db2Transport.Clp) InstanceConnections.OfThisRunspace.Add(instance);
        Tell(instance);
    }

    private void ConnectOverProvider()
    {
        var path = ProviderPath is null ? null : FullPath(ProviderPath);
        var (login, expected) = (Credential.GetNetworkCredential(), Instance?.Name);
        var address = new ProviderAddress(Server, Port, Database) { Keywords = Keywords() };
        var credential = new ProviderCredential(Credential.UserName, login.Password);
        var connected = TryRun(address.ToString(), async (host, token) =>
        {
            var connector = await Engine.ConnectAsync(address, credential, path, host.Verbose, token).ConfigureAwait(false);
            return expected is null || expected == connector.Instance.Instance ? connector
                : throw new Db2BackupException(ErrorCode.InstanceNotFound, $"{address} is a database of instance {connector.Instance}, and not of {expected}.", expected);
        }, out var connector);
        if (!connected) return;
        InstanceConnections.OfThisRunspace.Add(connector);
        Tell(connector.Instance);
    }

    private void Tell(Db2Instance instance)
    {
        if (instance.StandIn) WriteVerbose($"{instance} is a stand-in: it is used where it is named, and is never the default.");
        WriteObject(instance);
    }

    private Dictionary<string, string> Keywords() => (ConnectionOption ?? []).Cast<DictionaryEntry>().ToDictionary(
        e => Convert.ToString(e.Key, CultureInfo.InvariantCulture) ?? "", e => Convert.ToString(e.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.OrdinalIgnoreCase);
}
