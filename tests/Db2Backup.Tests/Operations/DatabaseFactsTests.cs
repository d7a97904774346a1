using Db2Backup.Db2.Output;
using Db2Backup.Operations;

namespace Db2Backup.Tests.Operations;

/// <summary>What the history file says of a database's backups.</summary>
public sealed class DatabaseFactsTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.CreateCustomTimeZone("B", TimeSpan.FromHours(1), "B", "B", "B",
    [
        TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
    ]);

    private static BackupHistoryEntry Entry(long id, string timestamp, char type = 'N', char objectType = 'D', int sequence = 1) => new()
    {
        Database = "SAMPLE", Operation = 'B', ObjectType = objectType, Timestamp = Db2Timestamp.Parse(timestamp), Sequence = sequence, OperationType = type,
        DeviceType = 'D', Status = 'A', Location = "/backup", EntryId = id,
    };

    private static Db2Database Facts(DateTimeOffset now, TimeZoneInfo? zone, params BackupHistoryEntry[] history)
    {
        var labels = new Dictionary<string, string>
        {
            ["Backup pending"] = "NO", ["Rollforward pending"] = "NO", ["Restore pending"] = "NO", ["All committed transactions have been written to disk"] = "YES",
            ["Path to log files"] = "/db2/logs/", ["Log retain for recovery status"] = "NO", ["User exit for logging status"] = "YES",
        };
        var parameters = new Dictionary<string, string> { ["LOGARCHMETH1"] = "DISK:/db2/archive/" };
        var instance = new Db2Instance { Instance = "db2inst1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0" };
        return DatabaseFacts.From(instance, new DirectoryEntry("SAMPLE", "SAMPLE", true, "/db2", "15.00"), new ConfigurationReport(parameters, labels), history, now, zone);
    }

    [Fact]
    public void An_image_of_table_spaces_is_no_backup_of_the_database()
    {
        var now = new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero);
        var database = Facts(now, null, Entry(1, "20260301120000"), Entry(2, "20260302120000", objectType: 'P'), Entry(3, "20260302130000", type: 'O', objectType: 'P'));
        Assert.Equal("20260301120000", database.LastFullBackup!.Timestamp.ToString());
        Assert.Null(database.LastIncrementalBackup);
        Assert.Equal(TimeSpan.FromDays(2), database.LastBackupAge);
        Assert.Null(Facts(now, null, Entry(1, "20260302120000", objectType: 'P')).LastFullBackup);
    }

    [Fact]
    public void The_report_of_the_history_tells_table_space_images_from_database_images()
    {
        var entries = HistoryParser.Parse("""

                                List History File for SAMPLE

            Number of matching file entries = 2


             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              B  D  20260301120000001   N    D  S0000000.LOG S0000000.LOG
             ----------------------------------------------------------------------------
              Contains 1 tablespace(s):

             00001 SYSCATSPACE
             ----------------------------------------------------------------------------
                Comment: DB2 BACKUP SAMPLE ONLINE
             Start Time: 20260301120000
               End Time: 20260301120010
                 Status: A
             ----------------------------------------------------------------------------
              EID: 2 Location: /backup


             Op Obj Timestamp+Sequence Type Dev Earliest Log Current Log  Backup ID
             -- --- ------------------ ---- --- ------------ ------------ --------------
              B  P  20260302120000001   N    D  S0000001.LOG S0000001.LOG
             ----------------------------------------------------------------------------
              Contains 1 tablespace(s):

             00001 USERSPACE1
             ----------------------------------------------------------------------------
                Comment: DB2 BACKUP SAMPLE ONLINE
             Start Time: 20260302120000
               End Time: 20260302120010
                 Status: A
             ----------------------------------------------------------------------------
              EID: 3 Location: /backup

            """, "SAMPLE");
        Assert.Equal([('D', true), ('P', false)], entries.Select(e => (e.ObjectType, e.IsDatabaseImage)));
        Assert.All(entries, e => Assert.True(e.IsRestorable));
    }

    [Theory]
    [InlineData('N', "/backup"), InlineData('D', "/dev/null")]
    public void What_went_to_the_null_device_is_no_backup(char device, string location) =>
        Assert.Null(Facts(new(2026, 3, 3, 12, 0, 0, TimeSpan.Zero), null, Entry(1, "20260302120000") with { DeviceType = device, Location = location }).LastFullBackup);

    [Fact]
    public void The_newest_backup_is_the_last_entry_and_not_the_highest_digits()
    {
        // The clock was set back between the two.
        var database = Facts(new(2026, 10, 25, 4, 0, 0, TimeSpan.FromHours(1)), Berlin, Entry(7, "20261025025500"), Entry(8, "20261025020500", sequence: 2), Entry(8, "20261025020500"));
        Assert.Equal(("20261025020500", 1), (database.LastFullBackup!.Timestamp.ToString(), database.LastFullBackup.Sequence));
    }

    [Fact]
    public void An_age_counts_the_hour_that_a_clock_change_took_or_gave()
    {
        // Before the change at 2:00 to 3:00: six hours by the clock on the wall, five that passed.
        Assert.Equal(TimeSpan.FromHours(5), Facts(new(2026, 3, 29, 6, 0, 0, TimeSpan.FromHours(2)), Berlin, Entry(1, "20260329000000")).LastBackupAge);
        Assert.Equal(TimeSpan.FromHours(7), Facts(new(2026, 10, 25, 6, 0, 0, TimeSpan.FromHours(1)), Berlin, Entry(1, "20261025000000")).LastBackupAge);
        // In the hour that came twice the older of the two is meant.
        Assert.Equal(TimeSpan.FromHours(2), Facts(new(2026, 10, 25, 3, 30, 0, TimeSpan.FromHours(1)), Berlin, Entry(1, "20261025023000")).LastBackupAge);
    }
}
