using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>
/// A database with a table T of two rows and a view V of it, and one session on it, for the tests of a class that leave both as
/// they are: they say so with <see cref="Unchanged"/>.
/// </summary>
public sealed class SqlFixture : IDisposable
{
    private const int NameTooLong = 129, TooManyColumns = 1013;
    private readonly Db2Sandbox sandbox = new();

    public SqlFixture()
    {
        Session = sandbox.Session();
        Session.Db2("CREATE DATABASE S").Ok();
        Session.Connect("S");
        Session.Db2("CREATE TABLE T (ID INT NOT NULL PRIMARY KEY, NAME VARCHAR(20))").Ok();
        Session.Db2("INSERT INTO T VALUES (1, 'one'), (2, 'two')").Ok();
        Session.Db2("CREATE VIEW V AS SELECT ID FROM T").Ok();
    }

    public Db2Session Session { get; }

    /// <summary>The statement with <c>{LONG}</c> as a name that is too long and <c>{MANY}</c> as more columns than a table has.</summary>
    public static string Spelled(string statement) => statement
        .Replace("{LONG}", new string('X', NameTooLong), StringComparison.Ordinal)
        .Replace("{MANY}", string.Join(", ", Enumerable.Range(1, TooManyColumns).Select(n => string.Create(CultureInfo.InvariantCulture, $"C{n} INT"))), StringComparison.Ordinal);

    public void Unchanged() => Assert.Equal("2 3 one two 2 3", Session.Value(
        "SELECT COUNT(*), SUM(ID), VARCHAR(MIN(NAME), 5), VARCHAR(MAX(NAME), 5), (SELECT COUNT(*) FROM SYSCAT.TABLES WHERE TABSCHEMA = 'DB2INST1'), "
        + "(SELECT COUNT(*) FROM SYSCAT.TABLESPACES) FROM T"));

    public void Dispose()
    {
        Session.Dispose();
        sandbox.Dispose();
    }
}
