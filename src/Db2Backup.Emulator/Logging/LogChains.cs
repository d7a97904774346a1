using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Logging;

/// <summary>
/// The rules of log chains. A database's log branches when a restored database stops short of the end of its logs: from
/// there a new chain is written, and files of the same name then exist in several chains. The lineage in every file's
/// header tells which branches lead to it. [images-and-logs.md, Log chains]
/// </summary>
internal static class LogChains
{
    // A header has room for about 280 links; databases that were restored more often forget their oldest branches.
    private const int MaxLinks = 256;

    /// <summary>
    /// Whether a file goes on from an address for a database that has come there by this lineage: the file knows every
    /// branch the database went through, and any other branch of the file's begins only there or later.
    /// </summary>
    public static bool Continues(IReadOnlyList<LogChainLink> file, IReadOnlyList<LogChainLink> database, long lso)
    {
        IReadOnlyList<LogChainLink> passed = database.TakeWhile(l => l.StartLso <= lso).ToList();
        file = WithoutForgotten(file, passed);
        passed = WithoutForgotten(passed, file);
        return file.Count >= passed.Count
            && file.Take(passed.Count).SequenceEqual(passed)
            && file.Skip(passed.Count).All(l => l.StartLso >= lso);
    }

    /// <summary>The branches of a file's lineage that a database has gone through when it has read up to an address.</summary>
    public static List<LogChainLink> UpTo(IReadOnlyList<LogChainLink> lineage, long lso) =>
        lineage.TakeWhile((l, i) => i == 0 || l.StartLso <= lso).ToList();

    /// <summary>The lineage that branches off here, with the next number nobody has used.</summary>
    public static List<LogChainLink> Branch(Database database, IReadOnlyList<LogChainLink> lineage, long lso)
    {
        var number = Math.Max(lineage[^1].Number, ArchiveMethod.HighestChain(database)) + 1;
        var branched = new List<LogChainLink>(lineage) { new(number, Guid.NewGuid(), lso) };
        if (branched.Count > MaxLinks) branched.RemoveAt(0);
        return branched;
    }

    // Lineages that share a link share all before it: what only one of them still knows is not compared.
    private static IReadOnlyList<LogChainLink> WithoutForgotten(IReadOnlyList<LogChainLink> lineage, IReadOnlyList<LogChainLink> other)
    {
        if (other.Count == 0) return lineage;
        var first = lineage.TakeWhile(l => l != other[0]).Count();
        return first == lineage.Count ? lineage : lineage.Skip(first).ToList();
    }
}
