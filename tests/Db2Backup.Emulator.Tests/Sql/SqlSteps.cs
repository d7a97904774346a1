using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>What the tests of SQL do again and again.</summary>
internal static class SqlSteps
{
    /// <summary>A session on a database of its own.</summary>
    public static Db2Session OnNewDatabase(this InstanceFixture fixture)
    {
        var session = fixture.Sandbox.Session();
        session.Connect(fixture.NewDatabase(session));
        return session;
    }

    /// <summary>The rows of a query without headings, each with its blanks pressed together.</summary>
    public static IReadOnlyList<string> Rows(this Db2Session session, string query) =>
        session.Db2(query, options: ["-x"]).Output.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(l => l.Length > 0).ToList();

    /// <summary>The one value of a query.</summary>
    public static string Value(this Db2Session session, string query) => Assert.Single(session.Rows(query));
}
