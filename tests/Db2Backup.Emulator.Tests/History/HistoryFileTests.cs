using Db2Backup.Emulator.History;

namespace Db2Backup.Emulator.Tests.History;

/// <summary>The file below LIST HISTORY: whole entries only, numbers never given twice.</summary>
public sealed class HistoryFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("db2hist").FullName;

    private string FilePath => Path.Combine(folder, "db2rhist.asc");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static HistoryEntry Backup(string start) => new()
    {
        Operation = 'B', OperationType = 'F', StartTime = start, EndTime = start, Sequence = 1, DeviceType = 'D',
        EarliestLog = "S0000000.LOG", CurrentLog = "S0000000.LOG", TableSpaces = ["SYSCATSPACE", "USERSPACE1"],
        Comment = "DB2 BACKUP SAMPLE OFFLINE", Location = "/backup",
    };

    [Fact]
    public void An_entry_is_read_back_as_it_was_written()
    {
        var added = new HistoryFile(FilePath).Add(Backup("20240131120000"));
        var read = Assert.Single(new HistoryFile(FilePath).All());
        Assert.Equal(1, added.Eid);
        Assert.Equal(added.TableSpaces, read.TableSpaces);
        Assert.Equal(added with { TableSpaces = [] }, read with { TableSpaces = [] });
    }

    [Fact]
    public void A_torn_last_line_counts_as_not_written_and_is_overwritten()
    {
        new HistoryFile(FilePath).Add(Backup("20240131120000"));
        File.AppendAllText(FilePath, "{\"Eid\":2,\"Operation\":\"B\",\"Start");
        var history = new HistoryFile(FilePath);
        Assert.Single(history.All());
        history.Add(Backup("20240131120001"));
        Assert.Equal(["20240131120000", "20240131120001"], new HistoryFile(FilePath).All().Select(e => e.StartTime));
        Assert.All(File.ReadAllLines(FilePath), line => Assert.EndsWith("}", line));
    }

    [Fact]
    public void The_number_of_a_removed_entry_is_not_given_again()
    {
        var history = new HistoryFile(FilePath);
        history.Add(Backup("20240131120000"));
        history.Add(Backup("20240131120001"));
        Assert.Equal(1, history.Update(entry => entry.Eid == 2 ? null : entry));
        Assert.Equal(3, new HistoryFile(FilePath).Add(Backup("20240131120002")).Eid);
    }

    [Fact]
    public void An_exported_history_can_be_put_in_place_of_another()
    {
        var one = new HistoryFile(FilePath);
        one.Add(Backup("20240131120000"));
        var other = new HistoryFile(FilePath + "2");
        Assert.Empty(other.Export());
        other.Add(Backup("20250131120000"));
        other.Import(one.Export());
        Assert.Equal("20240131120000", Assert.Single(other.All()).StartTime);
    }

    [Fact]
    public void Many_threads_add_without_losing_an_entry()
    {
        var history = new HistoryFile(FilePath);
        Parallel.For(0, 200, i => history.Add(Backup($"2024013112{i:D4}")));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), new HistoryFile(FilePath).All().Select(e => e.Eid));
    }
}
