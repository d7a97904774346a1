using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>PRUNE HISTORY … AND DELETE takes everything up to a time: it is right only where all of that may go.</summary>
public sealed class HistoryPruningTests : PlanningFixture
{
    private static readonly Db2Database Sample = new()
    {
        Database = "SAMPLE", Name = "SAMPLE", InstanceInfo = new Db2Instance { Instance = "db2inst1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0" },
        IsRecoverable = true, LogArchiveMethod = "DISK:/a/", LogPath = "/l/", TracksModifications = false, BackupPending = false, RollforwardPending = "NO",
        RestorePending = false, IsConsistent = false, HadrRole = "STANDARD", IsEncrypted = false,
    };

    private static Db2HistoryOutput Log(int hour, int number, int chain = 0) =>
        new() { Operation = 'X', Timestamp = Db2Timestamp.Parse($"20260301{hour:D2}0000"), Location = "/anywhere", Status = 'A', FirstLog = new LogFileName(number), LogChain = chain };

    private static Db2HistoryOutput Other(char operation, int hour, char status = 'A') => new() { Operation = operation, Timestamp = Db2Timestamp.Parse($"20260301{hour:D2}0000"), Location = "/images", Status = status };

    private static LogExtent Extent(int number) => new(0, 0, 0, new LogFileName(number));

    /// <summary>Logs 1 to 3 may go.</summary>
    private static string? Until(IReadOnlyList<Db2HistoryOutput> entries, Db2Database? database = null, params int[] staying) =>
        HistoryPruning.Until(database ?? Sample, entries, [Extent(1), Extent(2), Extent(3)], staying.Select(Extent))?.ToString()[8..10];

    [Fact]
    public void It_ends_before_the_first_entry_of_anything_else()
    {
        Assert.Equal("03", Until([Log(1, 1), Log(2, 2), Log(3, 3)]));
        Assert.Equal("01", Until([Log(1, 1), Other('B', 2), Log(3, 3)]));
        Assert.Equal("03", Until([Log(1, 1), Other('B', 2, 'D'), Log(3, 3)]));
        // A LOAD or a restore is remembered for recoveries.
        Assert.Null(Until([Other('L', 1), Log(2, 2)]));
        // A log that stays, one of its very second, and one that is gone already.
        Assert.Equal("01", Until([Log(1, 1), Log(2, 2), Log(2, 9)], null, 9));
        Assert.Equal("02", Until([Log(1, 1), Log(2, 2), Log(2, 9)]));
        // Numbers began again: the log of that name which stays may be the one that the entry tells of.
        Assert.Equal("01", Until([Log(1, 1), Log(2, 2)], null, 2));
        Assert.Equal("01", Until([Log(1, 1), Log(2, 2, chain: 1), Log(3, 3) with { LogChain = null }]));
        // A clock that was set back: the order of the digits counts, not that of the entries.
        Assert.Null(Until([Log(5, 1), Other('B', 4)]));
    }

    [Fact]
    public void It_is_not_used_where_more_would_go_or_not_all_is_known()
    {
        Db2HistoryOutput[] entries = [Log(1, 1)];
        Assert.Null(Until(entries, Sample with { DeletesRecoveryObjects = true }));
        Assert.Null(Until(entries, Sample with { Partitions = 2 }));
        Assert.Null(Until(entries, Sample with { SecondLogArchiveMethod = "TSM" }));
        Assert.Equal("01", Until(entries, Sample with { SecondLogArchiveMethod = "DISK:/b", SecondArchivePath = "/b" }));
        Assert.Null(Until([.. entries, Log(2, 2) with { Timestamp = null }]));
        Assert.Null(Until([.. entries, Log(2, 2) with { Unread = ["?"] }]));
        Assert.Null(Until([.. entries, Log(2, 2) with { Operation = null }]));
        Assert.Null(Until([]));
    }
}
