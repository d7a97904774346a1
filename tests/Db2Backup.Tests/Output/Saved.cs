using Db2Backup.Db2.Output;

namespace Db2Backup.Tests.Output;

/// <summary>Texts as people save them, read.</summary>
internal static class Saved
{
    public static IReadOnlyList<Db2Output> Read(string text, string? statement = null, int? exitCode = null) => OutputReader.Read(text, statement, exitCode);

    /// <summary>All entries, which must be of one type and fully read.</summary>
    public static IReadOnlyList<T> All<T>(string text, string? statement = null) where T : Db2Output
    {
        var output = OutputReader.Read(text, statement);
        Assert.All(output, o => Assert.IsType<T>(o));
        Assert.All(output, o => Assert.Empty(o.Unread));
        return output.Cast<T>().ToList();
    }

    public static T One<T>(string text, string? statement = null) where T : Db2Output => Assert.Single(All<T>(text, statement));
}
