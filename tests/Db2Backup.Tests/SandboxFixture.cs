using Db2Backup.Db2;
using Db2Backup.TestKit;

namespace Db2Backup.Tests;

/// <summary>A started instance for the tests of one class, and how Core finds it.</summary>
public sealed class SandboxFixture : IDisposable
{
    private int databases;

    public TestKit.Db2Sandbox Sandbox { get; } = new();

    internal Task<Db2Instance> FindAsync() => InstanceLocator.FindAsync(Sandbox.InstanceName, Sandbox.Home, TestContext.Current.CancellationToken);

    internal async Task<ClpConnector> ConnectorAsync() => new(await FindAsync());

    /// <summary>A database name that no other test of the class uses.</summary>
    public string NewName() => "D" + Interlocked.Increment(ref databases);

    public void Dispose() => Sandbox.Dispose();
}
