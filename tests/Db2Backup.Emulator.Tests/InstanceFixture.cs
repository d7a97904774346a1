using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests;

/// <summary>
/// A started instance shared by the tests of one class, which xunit runs one after the other. Tests whose state matters
/// make a database of their own.
/// </summary>
public sealed class InstanceFixture : IDisposable
{
    private int databases;

    public Db2Sandbox Sandbox { get; } = new();

    /// <summary>A database name that no other test of the class uses.</summary>
    public string NewName() => "D" + Interlocked.Increment(ref databases).ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>A new database: circular logging, nothing pending.</summary>
    public string NewDatabase(Db2Session session)
    {
        var name = NewName();
        session.Db2($"CREATE DATABASE {name}").Ok();
        return name;
    }

    /// <summary>A new database that archives its logs under <see cref="Db2Sandbox.Archive"/> and has its first full backup.</summary>
    public string NewRecoverableDatabase(Db2Session session)
    {
        var name = NewDatabase(session);
        Sandbox.MakeRecoverable(session, name);
        return name;
    }

    public void Dispose() => Sandbox.Dispose();
}
