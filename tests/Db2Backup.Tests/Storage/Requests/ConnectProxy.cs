using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Db2Backup.Tests.Storage.Proxy;

namespace Db2Backup.Tests.Storage.Requests;

/// <summary>An HTTP proxy on 127.0.0.1 that knows CONNECT only, and leads every tunnel to one place whatever host was asked for.</summary>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<Task> connections = [];
    private readonly int port;
    private readonly string? wanted;
    private readonly Task accepting;

    /// <param name="port">Where the tunnels lead.</param>
    /// <param name="password">Null for a proxy that lets everybody through.</param>
    public ConnectProxy(int port, string? user = null, string? password = null)
    {
        this.port = port;
        wanted = password is null ? null : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The targets of the tunnels that were made.</summary>
    public ConcurrentQueue<string> Tunnels { get; } = [];

    /// <summary>First lines of what was refused.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    private async Task AcceptAsync()
    {
        try
        {
            for (; ; ) connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            try
            {
                while (await HttpHead.ReadAsync(stream, stop.Token) is { } head)
                {
                    var words = head.FirstLine.Split(' ');
                    if (words[0] == "CONNECT" && (wanted is null || head.Headers.GetValueOrDefault("Proxy-Authorization") == wanted))
                    {
                        Tunnels.Enqueue(words[1]);
                        await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), stop.Token);
                        using var target = new TcpClient();
                        await target.ConnectAsync(IPAddress.Loopback, port, stop.Token);
                        await Task.WhenAny(stream.CopyToAsync(target.GetStream(), stop.Token), target.GetStream().CopyToAsync(stream, stop.Token));
                        return;
                    }
                    Refused.Enqueue(head.FirstLine);
                    await stream.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"tests\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // A side that went away.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Stop();
        await Task.WhenAll(connections);
        stop.Dispose();
    }
}
