using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>Which archived logs may be deleted. A log that goes too early cannot be had back.</summary>
public sealed class LogRemovalTests : PlanningFixture
{
    private static readonly Db2Database Sample = new()
    {
        Database = "SAMPLE", Name = "SAMPLE",
        InstanceInfo = new Db2Instance { Instance = "db2inst1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0" },
        IsRecoverable = true, LogArchiveMethod = "DISK:/archive/", ArchivePath = "/archive/", LogPath = "/logs/", TracksModifications = false, BackupPending = false,
        RollforwardPending = "NO", RestorePending = false, IsConsistent = false, HadrRole = "STANDARD", IsEncrypted = false, FirstActiveLog = new LogFileName(20),
    };

    private static readonly LogRemovalRules Rules = new();

    private static LogRemovalState State(Db2Database? database = null, params LogUser[] backups) => new(database ?? Sample, backups.Length > 0 ? backups : [new LogUser("kept", 10, At(10))]);

    private static LogCandidate Candidate(int number, double closed = 1, int copies = 1, int chain = 0, int partition = 0, int stream = 0, bool complete = true, ArchiveLogPlace place = ArchiveLogPlace.Archive) =>
        new(new FoundLog($"/archive/{chain}/{number}", new LogExtent(partition, stream, chain, new LogFileName(number)), place, 100, At(closed), complete, null), copies);

    private static LogKeepReason? Keep(LogCandidate candidate, LogRemovalState? state = null, LogRemovalRules? rules = null) => LogRemoval.Keep(candidate, state ?? State(), rules ?? Rules)?.Reason;

    [Fact]
    public void Only_a_log_before_every_kept_backup_and_the_first_active_log_that_every_store_gave_back_may_go()
    {
        Assert.Null(Keep(Candidate(9)));
        Assert.Equal(LogKeepReason.NeededByBackup, Keep(Candidate(10)));
        // Its number is older, its time is not: numbers begin again.
        Assert.Equal(LogKeepReason.NeededByBackup, Keep(Candidate(3, closed: 11)));
        Assert.Equal(LogKeepReason.NeededByBackup, Keep(Candidate(9), State(null, new LogUser("newer", 15, At(12)), new LogUser("unknown", null, At(3)))));
        Assert.Equal(LogKeepReason.Active, Keep(Candidate(9), State(Sample with { FirstActiveLog = new LogFileName(9) })));
        Assert.Equal(LogKeepReason.NotVerified, Keep(Candidate(9, copies: 1), rules: Rules with { Copies = 2 }));
        Assert.Equal(LogKeepReason.NotComplete, Keep(Candidate(9, complete: false)));
        Assert.Equal(LogKeepReason.InFailoverPath, Keep(Candidate(9, place: ArchiveLogPlace.Failover)));
        Assert.Equal(LogKeepReason.OtherPartition, Keep(Candidate(9, partition: 1)));
        Assert.Equal(LogKeepReason.OtherPartition, Keep(Candidate(9, stream: 1)));
        Assert.Equal(LogKeepReason.TooNew, Keep(Candidate(9, closed: 5), rules: Rules with { Before = At(4) }));
        var primary = State(Sample with { HadrRole = "PRIMARY" }) with { Standbys = [new HadrStandby("1", 30), new HadrStandby("2", 9)] };
        Assert.Equal([LogKeepReason.NeededByStandby, null], new[] { Keep(Candidate(9), primary), Keep(Candidate(8), primary) });
    }

    [Fact]
    public void Nothing_may_go_where_the_state_does_not_tell_what_is_needed()
    {
        Assert.Null(LogRemoval.Refuse(State(), Rules));
        (string Why, LogRemovalState State)[] unsafes =
        [
            ("LOGSECOND -1", State(Sample with { InfiniteLogging = true })), ("archive its logs", State(Sample with { IsRecoverable = false })),
            ("pending", State(Sample with { RollforwardPending = "DATABASE" })), ("pending", State(Sample with { BackupPending = true })),
            ("first active log", State(Sample with { FirstActiveLog = null })), ("BACKUP is running", State() with { Utilities = ["BACKUP"] }),
            ("STANDBY", State(Sample with { HadrRole = "STANDBY" })), ("cannot be told", State(Sample with { HadrRole = "PRIMARY" }) with { Standbys = [] }),
            ("not connected", State(Sample with { HadrRole = "PRIMARY" }) with { Standbys = [new HadrStandby("1", 30), new HadrStandby("2", null)] }),
            ("neither", new LogRemovalState(Sample, [])),
        ];
        foreach (var (why, state) in unsafes)
            foreach (var force in new[] { false, true })
            {
                var error = LogRemoval.Refuse(state, Rules with { Force = force });
                Assert.Equal(ErrorCode.LogRemovalUnsafe, error?.Code);
                Assert.Contains(why, error!.Message, StringComparison.Ordinal);
            }
        Assert.Equal(ErrorCode.LogReadersPossible, LogRemoval.Refuse(State() with { Readers = "3 tables" }, Rules)?.Code);
        Assert.Null(LogRemoval.Refuse(State() with { Readers = "3 tables" }, Rules with { Force = true }));
    }

    [Fact]
    public void Standbys_and_readers_are_told_by_rows_and_in_doubt_they_are_there()
    {
        static Db2Reply Reply(int code, params string?[][] rows) => new(Statements.Standbys, code, "", [], code == 0 ? new Db2Table([], rows) : null);
        Assert.Equal([12, null, null, null], LogRemovalReader.Standbys(Reply(0, ["1", "0", "CONNECTED", "S0000012.LOG"], ["2", "0", "DISCONNECTED", "S0000012.LOG"], ["3", "0", "CONNECTED", null], ["4", "0", "CONNECTED", "?"]))
            .Select(s => s.ReplayLog));
        Assert.Empty(LogRemovalReader.Standbys(Reply(4)));
        Assert.Null(LogRemovalReader.Readers(Reply(0, ["0"])));
        Assert.All(new[] { Reply(0, ["3"]), Reply(0, ["-"]), Reply(0), Reply(4) }, r => Assert.NotNull(LogRemovalReader.Readers(r)));
    }

    /// <summary>
    /// Random lives of a database: logs are written, logging is switched off and on, points in time branch off, backups are taken and deleted. By brute force
    /// each kept backup is rolled forward along every way the log took after it; none of the logs on such a way may have been removed, and no active one.
    /// </summary>
    [Fact]
    public void In_no_random_life_goes_a_log_that_a_kept_backup_or_crash_recovery_needs()
    {
        var (removed, kept) = (0, 0);
        for (var seed = 0; seed < 3000; seed++)
        {
            var life = new Life(new Random(seed));
            var state = new LogRemovalState(Sample with { FirstActiveLog = new LogFileName(life.FirstActive) }, life.Kept.Select(b => new LogUser($"{b.Id}", b.First, At(b.Start))).ToList());
            var gone = life.Logs.Where(l => Keep(new LogCandidate(Candidate(l.Number, l.Closed, chain: l.Chain).Log, l.Copies), state) is null).ToHashSet<WrittenLog>(ReferenceEqualityComparer.Instance);
            (removed, kept) = (removed + gone.Count, kept + life.Logs.Count - gone.Count);
            Assert.True(!gone.Overlaps(life.Needed()), $"seed {seed}: {string.Join(", ", gone.Intersect(life.Needed()))}");
            Assert.All(gone, l => Assert.True(l.Copies >= 1, $"seed {seed}: {l}"));
        }
        // A rule that keeps everything would pass.
        Assert.True(removed > 3000 && kept > 3000, $"{removed} removed, {kept} kept");
    }

    private sealed record WrittenLog(int Number, int Chain, double Closed, int Copies, WrittenLog? Before);

    private sealed record TakenBackup(int Id, int First, double Start, WrittenLog? Last);

    private sealed class Life
    {
        public List<WrittenLog> Logs { get; } = [];
        public List<TakenBackup> Kept { get; } = [];
        public int FirstActive { get; private set; }

        public Life(Random random)
        {
            var (number, chain, hour, highest, last, oldest) = (0, 0, 0.0, 0, (WrittenLog?)null, 0);
            for (var step = 0; step < 60; step++)
            {
                hour += 0.1 + random.NextDouble();
                switch (random.Next(20))
                {
                    case < 12:
                        Logs.Add(last = new WrittenLog(number++, chain, hour, random.Next(8) == 0 ? 0 : 1, last));
                        // A long unit of work holds the oldest active log back.
                        if (random.Next(4) > 0) oldest = Math.Max(oldest, number - random.Next(3));
                        break;
                    case < 16:
                        Kept.Add(new TakenBackup(step, Math.Max(0, oldest), hour, last));
                        break;
                    case < 18:
                        if (Kept.Count > 0) Kept.RemoveAt(random.Next(2) == 0 ? 0 : random.Next(Kept.Count));
                        break;
                    case 18 when Kept.Count > 0:
                        // A point in time after some backup: the log goes on from there under the next chain.
                        var from = Kept[random.Next(Kept.Count)];
                        var way = After(from).ToList();
                        last = way.Count > 0 ? way[random.Next(way.Count)] : from.Last;
                        (number, chain) = (last is null ? from.First : last.Number + 1, ++highest);
                        oldest = number;
                        break;
                    default:
                        // Logging off and on: the numbers begin again, and so does the first backup.
                        (number, oldest, last) = (0, 0, null);
                        if (random.Next(2) == 0) chain = ++highest;
                        Kept.Add(new TakenBackup(step, 0, hour, null));
                        break;
                }
            }
            FirstActive = oldest;
            if (Kept.Count == 0) Kept.Add(new TakenBackup(99, oldest, hour, last));
            active = last;
        }

        private readonly WrittenLog? active;

        /// <summary>Every log that was written on any way after a backup, from its first one on.</summary>
        public HashSet<WrittenLog> Needed()
        {
            var needed = new HashSet<WrittenLog>(ReferenceEqualityComparer.Instance);
            foreach (var backup in Kept)
            {
                foreach (var log in After(backup)) needed.Add(log);
                for (var log = backup.Last; log is not null && log.Number >= backup.First; log = log.Before) needed.Add(log);
            }
            for (var log = active; log is not null && log.Number >= FirstActive; log = log.Before) needed.Add(log);
            return needed;
        }

        /// <summary>Logs whose way back leads through the last log of the backup; one without any begins a life.</summary>
        private IEnumerable<WrittenLog> After(TakenBackup backup) => Logs.Where(l =>
        {
            if (backup.Last is null && l.Closed < backup.Start) return false;
            var at = l;
            while (at.Before is not null && !ReferenceEquals(at, backup.Last)) at = at.Before;
            return backup.Last is null ? at.Number == backup.First : ReferenceEquals(at, backup.Last) && !ReferenceEquals(l, backup.Last);
        });
    }
}
