using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Db2Backup.Tests.Storage.Proxy;

/// <summary>
/// Stands between a client and a real server, on the level of TCP and HTTP/1.1, and makes chosen requests go wrong. It knows nothing of
/// any store: tests of every driver use it. One request per connection; the Host header is passed on, so that addresses which a server
/// makes of it lead through the proxy too, and signatures hold.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<ProxyRequest> requests = [];
    private readonly ConcurrentDictionary<Task, bool> connections = [];
    private readonly List<Rule> rules = [];
    private readonly Task accepting;

    /// <param name="certificate">For https between client and proxy; null for http.</param>
    public FaultProxy(Uri target, X509Certificate2? certificate = null)
    {
        (Target, Certificate) = (target, certificate);
        listener.Start();
        Url = new Uri($"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        accepting = AcceptAsync();
    }

    /// <summary>Where clients go.</summary>
    public Uri Url { get; }

    public Uri Target { get; }

    public X509Certificate2? Certificate { get; }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<ProxyRequest> Requests => [.. requests];

    /// <summary>How often a fault was made.</summary>
    public int Faults { get; private set; }

    /// <summary>The same address, on the way through the proxy.</summary>
    public Uri Through(string url) => new(Url, new Uri(url).PathAndQuery);

    /// <summary>Makes requests go wrong.</summary>
    /// <param name="times">How many of them; int.MaxValue for all that come.</param>
    /// <param name="skip">How many go well before.</param>
    public void On(Func<ProxyRequest, bool> which, ProxyFault fault, int times = 1, int skip = 0)
    {
        lock (rules) rules.Add(new Rule(which, fault) { Left = times, Skip = skip });
    }

    /// <summary>All goes well from now on.</summary>
    public void Heal()
    {
        lock (rules) rules.Clear();
    }

    /// <summary>Counts a request, and says what happens to it.</summary>
    internal ProxyFault? Take(ProxyRequest request)
    {
        requests.Enqueue(request);
        lock (rules)
        {
            foreach (var rule in rules)
            {
                if (rule.Left == 0 || !rule.Which(request)) continue;
                if (rule.Skip-- > 0) continue;
                rule.Left--;
                Faults++;
                return rule.Fault;
            }
        }
        return null;
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            var connection = new ProxyConnection(this, socket, stop.Token).RunAsync();
            connections[connection] = true;
            _ = connection.ContinueWith(c => connections.TryRemove(c, out _), TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await accepting;
        listener.Stop();
        await Task.WhenAll(connections.Keys);
        stop.Dispose();
    }

    private sealed class Rule(Func<ProxyRequest, bool> which, ProxyFault fault)
    {
        public Func<ProxyRequest, bool> Which => which;
        public ProxyFault Fault => fault;
        public int Left { get; set; }
        public int Skip { get; set; }
    }
}
