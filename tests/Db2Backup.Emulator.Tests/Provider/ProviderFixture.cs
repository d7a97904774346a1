using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Db2Backup.Emulator.Provider;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Provider;

/// <summary>An instance that listens on a port, with a database and two users.</summary>
public sealed class ProviderFixture : IDisposable
{
    public const string Database = "REMOTE";

    public ProviderFixture()
    {
        Port = FreePort();
        Sandbox.WriteUsers("db2inst1:owner\njoe:secret\n");
        using var session = Sandbox.Session();
        session.Db2($"UPDATE DBM CFG USING SVCENAME {Port}").Exits(2).Says("SQL1362W"); // from the next db2start
        session.Db2($"CREATE DATABASE {Database}").Ok();
        session.Connect(Database);
        session.Db2("CREATE TABLE DB2INST1.T (N INTEGER NOT NULL, NAME VARCHAR(20), AMOUNT DECIMAL(9,2), AT TIMESTAMP)").Ok();
        session.Db2("INSERT INTO DB2INST1.T VALUES (1, 'one', 1.25, '2024-01-31-12.34.56.123456'), (2, NULL, NULL, NULL)").Ok();
        session.Db2("TERMINATE").Ok();
        Sandbox.Stop();
        Sandbox.Start();
    }

    public Db2Sandbox Sandbox { get; } = new();

    public int Port { get; }

    public string Remote(string user = "db2inst1", string password = "owner") =>
        string.Create(CultureInfo.InvariantCulture, $"Server=127.0.0.1:{Port};Database={Database};UID={user};PWD={password}");

    public DbConnection Open(string? connectionString = null)
    {
        var connection = EmulatorDb2Factory.Instance.CreateConnection();
        connection.ConnectionString = connectionString ?? Remote();
        connection.Open();
        return connection;
    }

    public static DbCommand Command(DbConnection connection, string text, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    public void Dispose() => Sandbox.Dispose();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
