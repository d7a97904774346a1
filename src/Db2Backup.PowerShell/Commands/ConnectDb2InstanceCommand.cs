using System.Management.Automation;
using Db2Backup.Db2;
using Db2Backup.PowerShell.Hosting;

namespace Db2Backup.PowerShell.Commands;

/// <summary>Connect-Db2Instance: checks that an instance answers, and makes it the default of this runspace.</summary>
[Cmdlet(VerbsCommunications.Connect, "Db2Instance", DefaultParameterSetName = "Local")]
[OutputType(typeof(Db2Instance))]
public sealed class ConnectDb2InstanceCommand : InstanceCmdlet
{
    private const int UsualPort = 50000;

    /// <summary>The instance: its name, or what New-Db2Sandbox gave; the one of DB2INSTANCE when not given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Local")]
    [ArgumentCompleter(typeof(InstanceCompleter))]
    public override InstanceArgument? Instance { get; set; }

    /// <summary>The server of a database that is reached over IBM's .NET provider.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Server")]
    public string Server { get; set; } = "";

    /// <summary>The instance's TCP port: SVCENAME, 50000 when not given; for TLS that of SSL_SVCENAME.</summary>
    [Parameter(ParameterSetName = "Server")]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = UsualPort;

    /// <summary>The database's alias on the server.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Server")]
    public string Database { get; set; } = "";

    /// <summary>User and password. The password is kept in this session only.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Server")]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Folder or dll of IBM.Data.Db2; when not given, a registered provider or one beside the module.</summary>
    [Parameter(ParameterSetName = "Server")]
    public string? ProviderPath { get; set; }

    /// <summary>Further keywords of the connection string, as Keyword=value. For TLS: Security=SSL, and SSLServerCertificate=file where the certificate is not known otherwise.</summary>
    [Parameter(ParameterSetName = "Server")]
    public string[] ConnectionOption { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var connected = ParameterSetName == "Server" ? ConnectServer(out var instance) : ConnectLocal(out instance);
        if (!connected) return;
        if (instance.StandIn) WriteVerbose($"{instance} is a stand-in: it is used where it is named, and is never the default.");
        WriteObject(instance);
    }

    private bool ConnectLocal(out Db2Instance instance)
    {
        var connected = TryRunOnInstance(Instance?.Name, async (found, host, token) =>
        {
            var session = await Connector(found).OpenAsync(host.Verbose, token).ConfigureAwait(false);
            await session.DisposeAsync().ConfigureAwait(false);
            return found;
        }, out instance);
        // One that came over the provider is known, with its connection.
        if (connected && instance.Transport == Db2Transport.Clp) InstanceConnections.OfThisRunspace.Add(instance);
        return connected;
    }

    private bool ConnectServer(out Db2Instance instance)
    {
        var address = new ProviderAddress(Server, Port, Database) { Keywords = Keywords() };
        var credential = Credential!.GetNetworkCredential();
        var provider = ProviderPath is null ? null : FullPath(ProviderPath);
        var connected = TryRun(address.ToString(), (host, token) =>
            Engine.ConnectAsync(address, new ProviderCredential(Credential.UserName, credential.Password), provider, host.Verbose, token), out var connector);
        if (connected) InstanceConnections.OfThisRunspace.Add(connector.Instance, connector);
        instance = connected ? connector.Instance : null!;
        return connected;
    }

    private Dictionary<string, string> Keywords()
    {
        var keywords = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var option in ConnectionOption)
        {
            // Without a sign it is a keyword without a value, and the provider says what it thinks of it.
            var parts = option.Split('=', 2);
            keywords[parts[0].Trim()] = parts.Length > 1 ? parts[1].Trim() : "";
        }
        return keywords;
    }
}
