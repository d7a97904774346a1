using Db2Backup.Db2.Pipes;
using Db2Backup.Errors;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Db2;

/// <summary>Named pipes as Db2 would use them, with other writers.</summary>
public sealed class NamedPipeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_is_written_is_read_to_the_end_of_its_writer()
    {
        using var pipes = Create();
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        var writing = Task.Run(() => File.WriteAllBytes(pipes.Pipes[0].Path, bytes), Token);
        using var read = new MemoryStream();
        await pipes.Pipes[0].CopyToAsync(read, Token);
        await writing;
        Assert.Equal(bytes, read.ToArray());
        Assert.True(pipes.Pipes[0].HasEnded);
        Assert.True(pipes.Pipes[0].Waited > TimeSpan.Zero);
    }

    [Fact]
    public async Task A_pipe_that_nobody_opens_is_at_its_end_when_the_backup_is_and_not_before()
    {
        using var pipes = Create();
        var reading = pipes.Pipes[0].ReadAsync(new byte[10], Token).AsTask();
        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(100, Token)));
        Assert.NotNull(pipes.Pipes[0].Waiting);
        pipes.WriterEnded();
        Assert.Equal(0, await reading);
        Assert.Null(pipes.Pipes[0].Waiting);
    }

    [Fact]
    public async Task A_writer_that_opens_and_dies_without_a_byte_is_the_end()
    {
        using var pipes = Create();
        var reading = pipes.Pipes[0].ReadAsync(new byte[10], Token).AsTask();
        using (File.Open(pipes.Pipes[0].Path, FileMode.Open, FileAccess.Write)) { }
        Assert.Equal(0, await reading);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Waiting_can_be_cancelled_before_and_after_a_writer_came(bool writer)
    {
        using var pipes = Create();
        using var cancel = new CancellationTokenSource();
        using var open = writer ? File.Open(pipes.Pipes[0].Path, FileMode.Open, FileAccess.Write) : null;
        open?.Write([1]);
        open?.Flush();
        if (writer) Assert.Equal(1, await pipes.Pipes[0].ReadAsync(new byte[10], Token));
        var reading = pipes.Pipes[0].ReadAsync(new byte[10], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Closing_the_readers_fails_the_writer_and_who_waits_in_an_open_is_let_go()
    {
        using var pipes = Create();
        var path = pipes.Pipes[0].Path;
        using var writer = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        pipes.CloseReaders();
        Assert.Throws<IOException>(() => { writer.Write(new byte[100_000]); writer.Flush(); });
        // This one waits in open(2), which nothing can cancel.
        var opening = Task.Run(() => File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose(), Token);
        while (!opening.IsCompleted)
        {
            pipes.Release();
            await Task.WhenAny(opening, Task.Delay(20, Token));
        }
        await opening;
    }

    [Fact]
    public void The_folder_is_private_and_goes_with_the_run()
    {
        string path;
        using (var pipes = Create())
        {
            path = pipes.Path;
            if (OperatingSystem.IsWindows()) return;
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
            foreach (var pipe in pipes.Pipes) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(pipe.Path));
        }
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Pipes_of_a_run_at_work_are_no_debris_and_those_of_a_dead_one_are()
    {
        var later = DateTimeOffset.UtcNow.AddMinutes(1);
        using var alive = Create();
        var dead = Create();
        Assert.Empty(PipeFolder.Dead(folder.Path, later));
        dead.Abandon();
        Assert.Equal([dead.Path], PipeFolder.Dead(folder.Path, later));
        // It may be on its way of being made.
        Assert.Empty(PipeFolder.Dead(folder.Path, DateTimeOffset.UtcNow));
        Assert.Null(PipeFolder.Remove(dead.Path));
        Assert.Equal([alive.Path], Directory.GetDirectories(folder.Path));
    }

    [Theory, InlineData("relative"), InlineData("/nowhere/at/all")]
    public void A_parent_that_is_no_folder_is_refused(string parent) =>
        Assert.Equal(ErrorCode.PathNotUsable, Assert.Throws<Db2BackupException>(() => PipeFolder.Create(parent, 1, TimeProvider.System)).Code);

    [Theory]
    [InlineData("nfs", true), InlineData("nfs4", true), InlineData("cifs", true), InlineData("smb3", true), InlineData("ext3", false), InlineData("tmpfs", false), InlineData("overlay", false)]
    public void A_file_system_of_the_network_is_known(string format, bool network) => Assert.Equal(network, PipeFolder.IsNetwork(format));

    private PipeFolder Create() => PipeFolder.Create(folder.Path, 2, TimeProvider.System);
}
