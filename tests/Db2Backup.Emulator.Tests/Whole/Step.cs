namespace Db2Backup.Emulator.Tests.Whole;

/// <summary>One step of a random history. Its numbers are reduced to what is possible when the step is taken.</summary>
internal abstract record Step
{
    /// <summary>A unit of work that inserts, changes and deletes rows and is committed.</summary>
    public sealed record Commit(int Inserts, int Choice) : Step;

    /// <summary>Another session changes rows and leaves its unit of work open.</summary>
    public sealed record Open(int Inserts) : Step;

    /// <summary>The open unit of work ends.</summary>
    public sealed record Close(bool Committed) : Step;

    public sealed record ArchiveLog : Step;

    public sealed record Backup(bool Online, bool Compress) : Step;

    /// <summary>
    /// The database is restored in place and rolled forward; when a place in the log is given, the engine dies there, is started
    /// again, and the rollforward is repeated.
    /// </summary>
    public sealed record Recover(int Image, Target Target, int Moment, int? DiesAfter = null) : Step;

    /// <summary>Log files of another size from the next activation on: of four pages they fill every few commits.</summary>
    public sealed record LogSize(int Pages) : Step;

    /// <summary>An image, whatever became of the database since, is restored under another name from itself alone.</summary>
    public sealed record RestoreAside(int Image) : Step;

    /// <summary>kill -9 of the engine, and a new start.</summary>
    public sealed record Crash : Step;
}

internal enum Target
{
    EndOfBackup,
    EndOfLogs,
    PointInTime,
}

/// <summary>Histories from a seed: the same seed, the same history.</summary>
internal static class RandomHistory
{
    public static IReadOnlyList<Step> Of(int seed)
    {
        var random = new Random(seed);
        var steps = new List<Step> { new Step.Commit(5, 0), new Step.Backup(true, false), new Step.Commit(3, 1) };
        while (steps.Count < 18) steps.Add(Next(random));
        steps.Add(Recovery(random));
        return steps;
    }

    private static Step Next(Random random) => random.Next(100) switch
    {
        < 40 => new Step.Commit(random.Next(1, 6), random.Next()),
        < 48 => new Step.Open(random.Next(1, 6)),
        < 56 => new Step.Close(random.Next(2) == 0),
        < 66 => new Step.ArchiveLog(),
        < 78 => new Step.Backup(random.Next(3) > 0, random.Next(2) == 0),
        < 89 => Recovery(random),
        < 93 => new Step.RestoreAside(random.Next()),
        < 96 => new Step.LogSize(random.Next(2) == 0 ? 4 : 64),
        _ => new Step.Crash(),
    };

    // Every third one is broken off, in the first few commits of the log or somewhere in it.
    private static Step.Recover Recovery(Random random) => new(random.Next(), (Target)random.Next(3), random.Next(),
        random.Next(3) > 0 ? null : random.Next(2) == 0 ? random.Next(3_000) : random.Next(60_000));
}
