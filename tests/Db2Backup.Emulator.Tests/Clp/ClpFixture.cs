using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>A started instance with one database, which the tests of a class only read, or change in ways that do not matter to each other.</summary>
public sealed class ClpFixture : IDisposable
{
    public const string Database = "SAMPLE";

    public ClpFixture()
    {
        using var session = Sandbox.Session();
        session.Db2($"CREATE DATABASE {Database}").Ok();
        session.Connect(Database);
        session.Db2("CREATE TABLE NUMBERS (N INTEGER, NAME VARCHAR(12))").Ok();
        session.Db2("INSERT INTO NUMBERS VALUES (1, 'one'), (2, NULL), (-3, 'minus three')").Ok();
        session.Db2("CREATE TABLE NOTHING (N INTEGER)").Ok();
    }

    public Db2Sandbox Sandbox { get; } = new();

    public Db2Session Connected()
    {
        var session = Sandbox.Session();
        session.Connect(Database);
        return session;
    }

    public string Write(string name, string content)
    {
        var path = Path.Combine(Sandbox.MakeFolder("files"), name);
        File.WriteAllText(path, content);
        Sandbox.User.Own(path);
        return path;
    }

    public void Dispose() => Sandbox.Dispose();
}
