using Db2Backup.Errors;
using Db2Backup.Planning;

namespace Db2Backup.Tests.Planning;

/// <summary>What an incremental or delta backup builds on. [images-and-logs.md, Full / incremental / delta]</summary>
public sealed class PredecessorTests
{
    private int entries;

    private BackupHistoryEntry Entry(char type, int minute, char operation = 'B', char of = 'D', char device = 'D', char status = 'A', int sqlCode = 0) => new()
    {
        Database = "SAMPLE", Operation = operation, ObjectType = of, OperationType = type, Timestamp = At(minute), DeviceType = device, Status = status, SqlCode = sqlCode,
        Location = "/backup", EntryId = ++entries,
    };

    private static Db2Timestamp At(int minute) => Db2Timestamp.Parse($"2026030112{minute:D2}00");

    [Fact]
    public void Incremental_builds_on_the_last_full_backup_and_delta_on_the_last_of_any_kind_that_did_not_fail()
    {
        List<BackupHistoryEntry> history = [Entry('N', 1), Entry('F', 2), Entry('I', 3), Entry('E', 4), Entry('E', 5, sqlCode: -2419)];
        Assert.Equal(At(2), Predecessor.Of(BackupKind.Incremental, history).Timestamp);
        Assert.Equal(At(4), Predecessor.Of(BackupKind.Delta, history).Timestamp);
        // The entry's number counts, and not the digits, which an hour that is repeated repeats.
        Assert.Equal(At(1), Predecessor.Of(BackupKind.Delta, [Entry('N', 30), Entry('E', 1)]).Timestamp);
    }

    [Fact]
    public void What_does_not_exist_or_cannot_be_told_is_nothing_to_build_on()
    {
        Assert.Contains("no full backup", Predecessor.Of(BackupKind.Delta, []).Why, StringComparison.Ordinal);
        Assert.Contains("null device", Predecessor.Of(BackupKind.Incremental, [Entry('F', 1), Entry('F', 2, device: 'N')]).Why, StringComparison.Ordinal);
        Assert.Contains("deleted", Predecessor.Of(BackupKind.Delta, [Entry('F', 1), Entry('E', 2, status: 'D')]).Why, StringComparison.Ordinal);
        // The cumulative one passes over the lost delta.
        Assert.Equal(At(1), Predecessor.Of(BackupKind.Incremental, [Entry('F', 1), Entry('E', 2, status: 'D')]).Timestamp);
        Assert.Contains("restored", Predecessor.Of(BackupKind.Delta, [Entry('F', 1), Entry('N', 2, operation: 'R')]).Why, StringComparison.Ordinal);
        Assert.Null(Predecessor.Of(BackupKind.Delta, [Entry('N', 1, operation: 'R'), Entry('F', 2)]).Why);
        Assert.Contains("table spaces", Predecessor.Of(BackupKind.Delta, [Entry('F', 1), Entry('N', 2, of: 'P')]).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_TRACKMOD_there_is_none_and_a_full_backup_needs_none()
    {
        List<BackupHistoryEntry> history = [Entry('F', 1)];
        Assert.Equal(ErrorCode.IncrementalBackupOff, Predecessor.Refusal(Database(tracks: false), BackupKind.Delta, history)?.Code);
        Assert.Equal(ErrorCode.FullBackupNeeded, Predecessor.Refusal(Database(tracks: true), BackupKind.Delta, [])?.Code);
        Assert.Null(Predecessor.Refusal(Database(tracks: true), BackupKind.Delta, history));
        Assert.Null(Predecessor.Refusal(Database(tracks: false), BackupKind.Full, []));
    }

    private static Db2Database Database(bool tracks) => new()
    {
        Database = "SAMPLE", Name = "SAMPLE", InstanceInfo = new Db2Instance { Instance = "db2inst1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0" },
        IsRecoverable = true, LogArchiveMethod = "DISK:/a", LogPath = "/l", TracksModifications = tracks, BackupPending = false, RollforwardPending = "NO", RestorePending = false,
        IsConsistent = true, HadrRole = "STANDARD", IsEncrypted = false,
    };
}
