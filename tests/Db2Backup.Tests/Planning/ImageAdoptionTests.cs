using Db2Backup.Errors;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>What a manifest may say of an image that somebody else took.</summary>
public sealed class ImageAdoptionTests : PlanningFixture
{
    private static readonly Db2Timestamp Taken = Db2Timestamp.Parse("20260301120000");

    private static readonly Db2Instance Instance = new() { Instance = "db2inst1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0" };

    private static AdoptedFile File(int sequence = 1, Func<Db2ImageOutput, Db2ImageOutput>? change = null, int type = 0, int partition = 0, long length = 100, int sessions = 1)
    {
        var name = new ImageName("SAMPLE", type, "db2inst1", partition, null, Taken, sequence);
        var header = new Db2ImageOutput
        {
            DatabaseName = "SAMPLE", DatabaseAlias = "SAMPLE", Timestamp = Taken, Sequence = sequence, DatabaseSeed = "AAAA", Mode = BackupMode.Online, IncludesLogs = true, Kind = BackupKind.Full,
            Sessions = sessions, IsCompressed = false, IsEncrypted = false, ReleaseId = "0x1500",
        };
        return new AdoptedFile(new BackupImageFile($"/b/{name}", name, length), change?.Invoke(header) ?? header, At(12.5));
    }

    private static BackupHistoryEntry Entry(int sequence = 1, char type = 'N', int code = 0, char status = 'A') => new()
    {
        Database = "SAMPLE", Operation = 'B', ObjectType = 'D', Timestamp = Taken, Sequence = sequence, OperationType = type, SqlCode = code, Status = status, DeviceType = 'D', Location = "/b",
        FirstLog = new LogFileName(3), LastLog = new LogFileName(4), EndTime = Db2Timestamp.Parse("20260301120700"), TableSpaces = ["SYSCATSPACE", "USERSPACE1"],
    };

    private static BackupImage Adopt(AdoptedFile[] files, BackupHistoryEntry[]? history = null, string? host = null) =>
        ImageAdoption.Adopt(new AdoptedImage(files, history ?? [], history is null ? null : 2, null), Instance, host, TimeZoneInfo.Utc);

    [Fact]
    public void The_history_tells_logs_chain_table_spaces_and_the_end()
    {
        var image = Adopt([File()], [Entry()]);
        Assert.Equal((3, 4, 2, "AAAA", false), (image.FirstLog!.Value.Number, image.LastLog!.Value.Number, image.LogChain, image.DatabaseSeed, image.Verified));
        Assert.Equal(["SYSCATSPACE", "USERSPACE1"], image.TableSpaces.Select(t => t.Name));
        Assert.Equal((At(12), At(12).AddMinutes(7).AddSeconds(1)), (image.StartTime, image.EndTime));
    }

    [Fact]
    public void Without_a_history_the_end_is_that_of_the_files_and_no_log_is_named()
    {
        var image = Adopt([File(), File(2) with { Changed = At(14) }]);
        Assert.Equal((null, null, At(14), true), (image.FirstLog, image.LogChain, image.EndTime, image.DatabaseInfo.IsRecoverable));
        // Copied by something that set an old time: not before its own beginning.
        Assert.Equal(At(12), Adopt([File() with { Changed = At(3) }]).EndTime);
        // Whether an offline image's database kept logs only the history knows.
        var offline = File(change: h => h with { Mode = BackupMode.Offline, IncludesLogs = false });
        Assert.Equal((false, true), (Adopt([offline]).DatabaseInfo.IsRecoverable, Adopt([offline], [Entry(type: 'F')]).DatabaseInfo.IsRecoverable));
        var elsewhere = Adopt([File()], host: "old").DatabaseInfo;
        Assert.Equal(("old", "db2inst1", "unknown (release 0x1500)"), (elsewhere.HostName, elsewhere.Instance, elsewhere.Level));
    }

    [Fact]
    public void What_is_not_whole_or_does_not_agree_is_refused()
    {
        (string Why, AdoptedFile[] Files, BackupHistoryEntry[]? History)[] refused =
        [
            ("file 002 of 2", [File(sessions: 2)], null), ("file 001 of 2", [File(2)], null), ("file 002 of 3", [File(), File(3)], null),
            ("file 002 of 2", [File()], [Entry(), Entry(2)]), ("given twice", [File(), File()], null),
            ("another image", [File(change: h => h with { Timestamp = Db2Timestamp.Parse("20260301120001") })], null), ("another image", [File(change: h => h with { DatabaseAlias = "OTHER" })], null),
            ("another image", [File(change: h => h with { Sequence = 2 })], null), ("another image", [File(change: h => h with { Timestamp = null })], null),
            ("another database", [File(), File(2, h => h with { DatabaseSeed = "BBBB" })], null), ("empty", [File(length: 0)], null),
            ("table spaces", [File(type: 3)], null), ("copy of a LOAD", [File(type: 4)], null), ("partitions", [File(partition: 1)], null),
            ("does not tell", [File(change: h => h with { Kind = null })], null), ("builds upon", [File(change: h => h with { Kind = BackupKind.Delta })], null), ("which logs", [File(change: h => h with { IncludesLogs = false })], null),
            ("failed with -2036", [File()], [Entry(code: -2036)]), ("cannot be restored", [File()], [Entry(status: 'D')]), ("do not agree", [File()], [Entry(type: 'O')]),
        ];
        foreach (var (why, files, history) in refused)
            Assert.Contains(why, Refused(ErrorCode.ImageNotAdoptable, () => Adopt(files, history)).Message, StringComparison.Ordinal);
        // The history tells which logs it needs.
        Assert.False(Adopt([File(change: h => h with { IncludesLogs = false })], [Entry()]).IncludesLogs);
    }
}
