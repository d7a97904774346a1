using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Db2Backup.Tests.Storage.Proxy;

/// <summary>One connection of a client: one request, passed on to the server, and its answer, passed back, with or without a fault.</summary>
internal sealed class ProxyConnection(FaultProxy proxy, Socket socket, CancellationToken stop)
{
    private const int BlockBytes = 16 * 1024;

    public async Task RunAsync()
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                await using Stream client = await OpenAsync();
                while (await HttpHead.ReadAsync(client, stop) is { } head)
                {
                    var words = head.FirstLine.Split(' ');
                    var request = new ProxyRequest(words[0], words[1], head.Headers);
                    if (!await ServeAsync(client, head, proxy.Take(request))) return;
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
            {
                // A side that went away: that is what this is for.
                Reset();
            }
        }
    }

    private async Task<Stream> OpenAsync()
    {
        var plain = new NetworkStream(socket);
        if (proxy.Certificate is not { } certificate) return plain;
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        return secure;
    }

    /// <summary>False when the connection is used up.</summary>
    private async Task<bool> ServeAsync(Stream client, HttpHead head, ProxyFault? fault)
    {
        switch (fault)
        {
            case ProxyFault.Answer(var status, var headers):
                if (!head.Headers.ContainsKey("Expect")) await DrainAsync(client, head.BodyLength);
                await AnswerAsync(client, status, headers);
                return false;
            case ProxyFault.ResetRequest(0):
                Reset();
                return false;
            case ProxyFault.Silence:
                await Task.Delay(Timeout.Infinite, stop);
                return false;
            case ProxyFault.ChangeRequest(var name, var value):
                head = head.With(name, value);
                break;
        }
        using var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await upstream.ConnectAsync(proxy.Target.Host, proxy.Target.Port, stop);
        await using var server = new NetworkStream(upstream);
        await server.WriteAsync(head.WithoutHost().With("Connection", "close").ToBytes(), stop);
        var body = PassRequestAsync(client, server, head.BodyLength, fault);
        var answer = PassAnswerAsync(server, client, fault);
        var first = await Task.WhenAny(body, answer);
        if (first == body && !await body) return false;
        await answer;
        return false;
    }

    /// <summary>False when the connections were reset on the way.</summary>
    private async Task<bool> PassRequestAsync(Stream client, NetworkStream server, long length, ProxyFault? fault)
    {
        var buffer = new byte[fault is ProxyFault.TrickleRequest ? 1 : BlockBytes];
        for (long done = 0; done < length;)
        {
            var limit = fault is ProxyFault.ResetRequest(var after) ? Math.Min(length, after) : length;
            if (done >= limit)
            {
                server.Socket.LingerState = new LingerOption(true, 0);
                server.Socket.Close();
                Reset();
                return false;
            }
            var read = await client.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - done)), stop);
            if (read == 0) throw new IOException("the client went away");
            if (fault is ProxyFault.DamageRequest(var at) && at >= done && at < done + read) buffer[at - done] ^= 1;
            await server.WriteAsync(buffer.AsMemory(0, read), stop);
            done += read;
            if (fault is ProxyFault.TrickleRequest(var between)) await Task.Delay(between, stop);
        }
        return true;
    }

    private async Task PassAnswerAsync(NetworkStream server, Stream client, ProxyFault? fault)
    {
        var head = await HttpHead.ReadAsync(server, stop);
        while (head is { IsInterim: true })
        {
            await client.WriteAsync(head.ToBytes(), stop);
            head = await HttpHead.ReadAsync(server, stop);
        }
        if (head is null) throw new IOException("the server went away");
        switch (fault)
        {
            case ProxyFault.AnswerAfter(var status):
                await server.CopyToAsync(Stream.Null, stop);
                await AnswerAsync(client, status, []);
                return;
            case ProxyFault.LoseAnswer:
                await server.CopyToAsync(Stream.Null, stop);
                Reset();
                return;
            case ProxyFault.ChangeAnswer(var name, var value):
                head = head.With(name, value);
                break;
        }
        await client.WriteAsync(head.ToBytes(), stop);
        var buffer = new byte[fault is ProxyFault.TrickleAnswer ? 1 : BlockBytes];
        for (long done = 0; ;)
        {
            var wanted = fault is ProxyFault.CutAnswer(var after, _) ? (int)Math.Min(buffer.Length, after - done) : buffer.Length;
            if (wanted == 0)
            {
                if (fault is ProxyFault.CutAnswer { Reset: true }) Reset();
                return;
            }
            var read = await server.ReadAsync(buffer.AsMemory(0, wanted), stop);
            if (read == 0) return;
            if (fault is ProxyFault.DamageAnswer(var at) && at >= done && at < done + read) buffer[at - done] ^= 1;
            await client.WriteAsync(buffer.AsMemory(0, read), stop);
            done += read;
            if (fault is ProxyFault.TrickleAnswer(var between)) await Task.Delay(between, stop);
        }
    }

    private async Task AnswerAsync(Stream client, int status, (string Name, string Value)[] headers)
    {
        var text = new StringBuilder(FormattableString.Invariant($"HTTP/1.1 {status} of the proxy\r\nContent-Length: 0\r\nConnection: close\r\n"));
        foreach (var (name, value) in headers) text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await client.WriteAsync(Encoding.ASCII.GetBytes(text.Append("\r\n").ToString()), stop);
    }

    private async Task DrainAsync(Stream client, long length)
    {
        var buffer = new byte[BlockBytes];
        while (length > 0)
        {
            var read = await client.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), stop);
            if (read == 0) return;
            length -= read;
        }
    }

    private void Reset()
    {
        if (socket.SafeHandle.IsClosed) return;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
