using System.Diagnostics;
using Db2Backup.Emulator.Backup;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>Images through named pipes. [images-and-logs.md, Named pipes]</summary>
public sealed class ImagePipeTests : IDisposable
{
    private readonly ImageSample sample = new();

    public void Dispose() => sample.Dispose();

    [Fact]
    public async Task Two_pipes_are_written_and_read_at_once_and_either_side_may_come_first()
    {
        var pipes = new[] { Pipe("a"), Pipe("b") };
        for (var round = 0; round < 2; round++)
        {
            var late = round;
            var writing = Task.Run(() =>
            {
                Thread.Sleep(late == 0 ? 300 : 0);
                sample.WriteTo(ImageSample.Header(2), pipes.Select(p => ImageTarget.For(p)!).ToList());
            }, TestContext.Current.CancellationToken);
            var reading = Task.Run(() =>
            {
                Thread.Sleep(late == 0 ? 0 : 300);
                sample.ReadAndCompare(pipes);
            }, TestContext.Current.CancellationToken);
            await Task.WhenAll(writing, reading);
        }
    }

    [Fact]
    public async Task Waiting_for_a_reader_ends_when_cancelled()
    {
        var pipe = Pipe("lonely");
        using var cancel = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() =>
        {
            using var writer = new ImageWriter(ImageSample.Header(1), [ImageTarget.For(pipe)!], 4, 2, _ => { }, cancel.Token);
            writer.Complete();
        }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Waiting_for_a_writer_ends_when_cancelled()
    {
        var pipe = Pipe("lonely");
        using var cancel = new CancellationTokenSource(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => ImageReader.Open([pipe], cancel.Token).Dispose(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_reader_that_goes_away_breaks_the_pipe()
    {
        var pipe = Pipe("short");
        using var head = Process.Start(new ProcessStartInfo("head", ["-c", "5000", pipe]) { RedirectStandardOutput = true })!;
        var failure = Assert.Throws<UnixException>(() => sample.WriteTo(ImageSample.Header(1), [ImageTarget.For(pipe)!]));
        Assert.Equal(UnixException.BrokenPipe, failure.Errno);
    }

    private string Pipe(string name)
    {
        var path = Path.Combine(sample.Folder, name);
        using var mkfifo = Process.Start("mkfifo", path);
        mkfifo.WaitForExit();
        return path;
    }
}
