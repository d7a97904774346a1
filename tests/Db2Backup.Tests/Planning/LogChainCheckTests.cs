using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>Every log from the oldest kept backup on, as it is found.</summary>
public sealed class LogChainCheckTests : PlanningFixture
{
    private static LogAnchor Anchor(double hour, int first, int last, int chain = 0, bool carries = true, string? seed = null) => new($"at {hour}", At(hour), first, last, chain, carries, seed);

    private static ServerLog Here(int number, double hour, int chain = 0) => new(new LogExtent(0, 0, chain, new LogFileName(number)), At(hour));

    private static ServerLogs Server(IReadOnlyList<ServerLog> archived, int? firstActive = null, IReadOnlyList<ServerLog>? history = null, params (int Number, double Hour)[] active) =>
        new(archived, history ?? [], active.ToDictionary(a => a.Number, a => At(a.Hour)), firstActive);

    /// <summary>"3-5 Found", with the chain where it is not 0.</summary>
    private static IEnumerable<string> Check(IReadOnlyList<LogAnchor> anchors, IReadOnlyList<StoredLog> stored, ServerLogs? server = null, List<string>? warnings = null)
    {
        var (ranges, told) = LogChainCheck.Check(new LogChainQuestion(anchors, stored, server, At(24), TimeSpan.FromMinutes(15)));
        warnings?.AddRange(told);
        return ranges.Select(r => $"{(r.Partition + r.Stream == 0 ? "" : $"{r.Partition}/{r.Stream}:")}{(r.Chain == 0 ? "" : $"C{r.Chain}:")}{int.Parse(r.First[1..8])}-{int.Parse(r.Last[1..8])} {r.Status}{(r.Backup is { } b ? $" for {b}" : "")}");
    }

    [Fact]
    public void A_whole_chain_is_one_range_from_the_oldest_backup_on()
    {
        Assert.Equal(["3-9 Found"], Check([Anchor(1, 3, 4), Anchor(5, 7, 8)], Logs(1, 9)));
        // The image carries 3 and 4 itself.
        Assert.Equal(["3-9 Found"], Check([Anchor(1, 3, 4)], Logs(5, 9)));
        Assert.Equal(["3-4 Lost", "5-9 Found"], Check([Anchor(1, 3, 4, carries: false)], Logs(5, 9)));
        Assert.Equal(["3-4 Found"], Check([Anchor(1, 3, 4, carries: false)], Logs(3, 4)));
    }

    [Fact]
    public void What_is_missing_is_lost_where_nobody_has_it_and_delayed_or_on_its_way_where_the_server_has_it()
    {
        Assert.Equal(["3-5 Found", "6-6 Lost", "7-8 Found"], Check([Anchor(1, 3, 4)], [.. Logs(3, 5), .. Logs(7, 8)]));
        Assert.Equal(["3-5 Found", "6-6 Delayed", "7-8 Found", "9-9 Uploading"],
            Check([Anchor(1, 3, 4)], [.. Logs(3, 5), .. Logs(7, 8)], Server([Here(6, 2), Here(9, 23.9)])));
        // Closed and not even archived: the log path still has it.
        Assert.Equal(["3-5 Found", "6-6 Delayed", "7-7 Uploading", "8-8 Lost"], Check([Anchor(1, 3, 4)], Logs(3, 5), Server([], firstActive: 9, active: [(6, 2), (7, 23.9)])));
        // Db2 says that it archived it, and it is nowhere.
        Assert.Equal(["3-5 Found", "6-6 Lost"], Check([Anchor(1, 3, 4)], Logs(3, 5), Server([], history: [Here(6, 2)])));
        // What is written now is no gap.
        Assert.Equal(["3-5 Found"], Check([Anchor(1, 3, 4)], Logs(3, 5), Server([], firstActive: 6, active: [(6, 23), (7, 23)])));
    }

    [Fact]
    public void After_a_point_in_time_each_log_is_wanted_from_the_highest_chain_and_an_older_one_is_the_wrong_chain()
    {
        var branched = Logs(4, 9).Concat(Logs(6, 7, chain: 1)).ToList();
        Assert.Equal(["4-5 Found", "C1:6-7 Found", "C1:8-9 WrongChain"], Check([Anchor(1, 4, 4)], branched));
        // Twice in a row: the second branch begins before the first.
        Assert.Equal(["4-4 Found", "C2:5-8 Found"], Check([Anchor(1, 4, 4)], [.. Logs(4, 8), .. Logs(6, 8, chain: 1), .. Logs(5, 8, chain: 2)]));
        // The store has the log of the branch that was left; the right one lies on the server.
        Assert.Equal(["4-5 Found", "C1:6-6 Delayed"], Check([Anchor(1, 4, 4)], Logs(4, 6), Server([Here(6, 3, chain: 1)])));
        // A backup on the branch that was left needs its own logs all the same.
        Assert.Equal(["4-4 Found", "C1:5-9 Found", "8-8 Lost for at 2"],
            Check([Anchor(1, 4, 4), Anchor(2, 8, 8, carries: false), Anchor(3, 6, 6, chain: 1)], [.. Logs(4, 7), .. Logs(5, 9, chain: 1)]));
    }

    [Fact]
    public void After_logging_was_switched_off_and_on_the_numbers_begin_again_and_a_log_of_before_does_not_stand_for_one_after()
    {
        LogAnchor[] anchors = [Anchor(1, 3, 3), Anchor(10, 0, 0)];
        StoredLog[] before = [Log(3, digest: "a3", closed: 2), Log(4, digest: "a4", closed: 3), Log(5, digest: "a5", closed: 4)];
        Assert.Equal(["3-5 Found", "0-4 Found"], Check(anchors, [.. before, Log(0, digest: "b0", closed: 11), Log(1, digest: "b1", closed: 12), Log(2, digest: "b2", closed: 13), Log(3, digest: "b3", closed: 14), Log(4, digest: "b4", closed: 15)]));
        Assert.Equal(["3-5 Found", "0-2 Found", "3-4 Lost", "5-5 Found"],
            Check(anchors, [.. before, Log(0, digest: "b0", closed: 11), Log(1, digest: "b1", closed: 12), Log(2, digest: "b2", closed: 13), Log(5, digest: "b5", closed: 16)]));
        // Nobody says when they were closed: a doubt is told.
        var warnings = new List<string>();
        Assert.Equal(["3-3 Found"], Check([Anchor(1, 3, 3)], [Log(3, digest: "a3"), Log(3, digest: "b3")], warnings: warnings));
        Assert.Contains("2 different logs", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_was_dropped_and_created_again_begins_a_line_of_its_own_whatever_its_numbers()
    {
        LogAnchor[] anchors = [Anchor(1, 3, 3, seed: "AAAA"), Anchor(10, 5, 5, chain: 1, seed: "BBBB")];
        StoredLog[] stored = [Log(3, closed: 1.5), Log(4, closed: 2), Log(5, chain: 1, closed: 11), Log(6, chain: 1, closed: 12)];
        // Log 5 of the new one is not what follows log 4 of the old one.
        Assert.Equal(["3-4 Found", "C1:5-6 Found"], Check(anchors, stored));
        Assert.Equal(2, LogLine.Of(anchors).Count);
        Assert.Single(LogLine.Of([Anchor(1, 3, 3), Anchor(5, 9, 9), Anchor(10, 5, 5, chain: 1)]));
    }

    [Fact]
    public void Other_partitions_and_streams_are_followed_by_themselves()
    {
        StoredLog Of(int partition, int stream, int number) => Log(number) with { Log = new LogExtent(partition, stream, 0, new LogFileName(number)), StoredTime = At(2) };
        Assert.Equal(["3-4 Found", "0/1:7-7 Found", "0/1:8-8 Lost", "0/1:9-9 Found", "1/0:5-6 Found"],
            Check([Anchor(1, 3, 3)], [.. Logs(3, 4), Of(0, 1, 7), Of(0, 1, 9), Of(1, 0, 5), Of(1, 0, 6)]));
    }

    [Fact]
    public void A_million_logs_take_no_longer_than_a_few_seconds()
    {
        var stored = Logs(0, 999_999);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(["0-999999 Found"], Check([Anchor(1, 0, 0)], stored));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    [Fact]
    public void The_state_is_that_of_the_worst_log_and_its_number_the_exit_code()
    {
        static LogChainResult Of(params LogChainStatus[] all) => new()
        {
            Database = "SAMPLE", Store = "/store", CheckedTime = At(1), OldestBackup = "x", Backups = 1,
            Ranges = all.Select(s => new LogChainRange { Partition = 0, Stream = 0, Chain = 0, First = "S0000001.LOG", Last = "S0000002.LOG", Count = 2, Status = s }).ToList(),
        };
        Assert.Equal((LogChainState.Ok, 0), (Of(LogChainStatus.Found, LogChainStatus.Uploading).State, Of(LogChainStatus.Found).ExitCode));
        Assert.Equal((LogChainState.Warning, 1), (Of(LogChainStatus.Found, LogChainStatus.Delayed).State, Of(LogChainStatus.Delayed).ExitCode));
        Assert.Equal(1, (Of(LogChainStatus.Found) with { Warnings = ["a doubt"] }).ExitCode);
        Assert.Equal((2, 2, 4), (Of(LogChainStatus.Lost, LogChainStatus.Delayed).ExitCode, Of(LogChainStatus.WrongChain).ExitCode, Of(LogChainStatus.Lost, LogChainStatus.Lost).Lost));
    }
}
