using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Storage;

public sealed class NewFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private IEnumerable<string> Hidden => Directory.EnumerateFiles(folder.Path, ".*", new EnumerationOptions { AttributesToSkip = 0 }).Select(f => Path.GetFileName(f)!);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_a_killed_process_left_of_a_file_goes_when_the_file_is_written_again_and_what_somebody_writes_stays()
    {
        await using var busy = NewFile.Create(folder.Combine("image"));
        var left = folder.Combine(".image.0123.part");
        await File.WriteAllTextAsync(left, "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Combine(".other.0123.part"), "half of another file", TestContext.Current.CancellationToken);
        await using (var file = NewFile.Create(folder.Combine("image"))) file.Commit();
        Assert.False(File.Exists(left));
        Assert.Equal(2, Hidden.Count());
        // The one that was slower finds the name taken, and leaves nothing.
        Assert.Equal(ErrorCode.FileExists, Assert.Throws<Db2BackupException>(busy.Commit).Code);
        await busy.DisposeAsync();
        Assert.Equal([".other.0123.part"], Hidden);
    }

    /// <summary>Looking first and renaming then lets several through within a few rounds.</summary>
    [Fact]
    public void Of_many_who_give_a_name_at_the_same_moment_one_succeeds_and_keeps_its_file()
    {
        const int Writers = 3, Rounds = 400;
        var won = new int[Rounds, Writers];
        var waiting = 0;
        var threads = Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                var part = folder.Combine($".{round}.{writer}.part");
                File.WriteAllText(part, $"{writer}");
                // Spinning: who is woken comes too late to meet anybody.
                Interlocked.Increment(ref waiting);
                for (var spin = new SpinWait(); Volatile.Read(ref waiting) < (round + 1) * Writers;) spin.SpinOnce(sleep1Threshold: -1);
                try
                {
                    NewName.Give(part, folder.Combine($"{round}"));
                    won[round, writer] = 1;
                }
                catch (IOException)
                {
                    File.Delete(part);
                }
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        for (var round = 0; round < Rounds; round++)
        {
            var winner = Assert.Single(Enumerable.Range(0, Writers), w => won[round, w] == 1);
            Assert.Equal($"{winner}", File.ReadAllText(folder.Combine($"{round}")));
        }
        Assert.Empty(Hidden);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Equal(ErrorCode.FileNotFound, Assert.Throws<Db2BackupException>(() => NewFile.Create(folder.Combine("none", "image"))).Code);
}
