using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Db2Backup.Adapters.Provider;
using Db2Backup.Db2;
using Db2Backup.TestKit;

namespace Db2Backup.Tests;

/// <summary>A started instance that also listens on a port, and how Core reaches its databases over both transports.</summary>
public sealed class ProviderFixture : IDisposable
{
    public const string User = "db2inst1", Password = "own;er's \"secret\"";

    private int databases;

    public ProviderFixture()
    {
        Port = FreePort();
        Sandbox.WriteUsers($"{User}:{Password}\n");
        using (var session = Sandbox.Session()) session.Db2($"UPDATE DBM CFG USING SVCENAME {Port}").Exits(2);
        Sandbox.Stop();
        Sandbox.Start();
    }

    public TestKit.Db2Sandbox Sandbox { get; } = new();

    public int Port { get; }

    /// <summary>The stand-in's provider, found as a user's would be: by its path.</summary>
    internal static DbProviderFactory Factory => new ProviderLocator(AppContext.BaseDirectory).Find(ProviderFile);

    public static string ProviderFile => Path.Combine(EmulatorProgram.Built, "db2.dll");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A database name that no other test of the class uses.</summary>
    public string NewName() => "D" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture);

    internal async Task<ClpConnector> ClpAsync() => new(await InstanceLocator.FindAsync(Sandbox.InstanceName, Sandbox.Home, Token));

    internal Task<ProviderConnector> ProviderAsync(string database, string password = Password, int? port = null, string? faults = null, List<string>? trace = null) =>
        ProviderConnector.ConnectAsync(Factory, Address(database, port, faults), new ProviderCredential(User, password), trace is null ? null : trace.Add, Token);

    internal ProviderAddress Address(string database, int? port = null, string? faults = null)
    {
        var address = new ProviderAddress("127.0.0.1", port ?? Port, database);
        return faults is null ? address : address with { Keywords = new Dictionary<string, string> { ["Faults"] = faults } };
    }

    internal async Task<IDb2Connector> ConnectAsync(Db2Transport transport, string database) =>
        transport == Db2Transport.Clp ? await ClpAsync() : await ProviderAsync(database);

    public void Dispose() => Sandbox.Dispose();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
