using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Db2Backup.Tests.Storage.Services;

/// <summary>A server on 127.0.0.1 that gives every request the same answer and remembers their first lines: for answers that a real server cannot be brought to give.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly string answer;
    private readonly Task running;

    /// <param name="answer">Status line and headers, without the length; lines end with \n.</param>
    public CannedServer(string answer, string body = "")
    {
        var bytes = Encoding.UTF8.GetByteCount(body);
        this.answer = answer.Trim().ReplaceLineEndings("\r\n") + $"\r\nContent-Length: {bytes}\r\nConnection: close\r\n\r\n{body}";
        listener.Start();
        running = RunAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public ConcurrentQueue<string> Requests { get; } = [];

    private async Task RunAsync()
    {
        try
        {
            for (; ; )
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await AnswerAsync(client.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = await reader.ReadLineAsync(stop.Token) ?? "";
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 }) { }
        Requests.Enqueue(first);
        var head = first.StartsWith("HEAD", StringComparison.Ordinal) ? answer[..(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)] : answer;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(head), stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        listener.Stop();
        stop.Dispose();
    }
}
