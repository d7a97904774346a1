using System.Diagnostics;
using System.Net;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Tests.Storage.Requests;

public sealed class TransferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static HttpMessageInvoker Client(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> serve, TimeSpan limit, long? bytesPerSecond = null) =>
        new(new TransferHandler(new Server(serve), limit, new BandwidthLimit(bytesPerSecond, TimeProvider.System)));

    [Fact]
    public async Task Bodies_and_headers_pass_as_they_are()
    {
        var sent = new byte[200_000];
        Random.Shared.NextBytes(sent);
        using var client = Client(async (request, token) =>
        {
            var got = await request.Content!.ReadAsByteArrayAsync(token);
            Assert.Equal(sent, got);
            Assert.Equal(sent.Length, request.Content.Headers.ContentLength);
            Assert.Equal("application/x-test", request.Content.Headers.ContentType!.MediaType);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(got) { Headers = { { "Content-Range", "bytes 0-199999/200000" } } } };
        }, TimeSpan.FromMinutes(1));
        using var message = new HttpRequestMessage(HttpMethod.Put, "http://a/") { Content = new ByteArrayContent(sent) { Headers = { { "Content-Type", "application/x-test" } } } };
        using var response = await client.SendAsync(message, Token);
        Assert.Equal((sent.Length, 200_000L), ((int)response.Content.Headers.ContentLength!, response.Content.Headers.ContentRange!.Length));
        Assert.Equal(sent, await response.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_and_one_that_needs_long_is_not()
    {
        var limit = TimeSpan.FromMilliseconds(200);
        using var silent = Client(async (_, token) => { await Task.Delay(Timeout.Infinite, token); throw new InvalidOperationException("it was not cancelled"); }, limit);
        using (var message = new HttpRequestMessage(HttpMethod.Get, "http://a/"))
            await Assert.ThrowsAsync<StalledException>(() => silent.SendAsync(message, Token));
        using var cancelled = new CancellationTokenSource(50);
        using (var message = new HttpRequestMessage(HttpMethod.Get, "http://a/"))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent.SendAsync(message, cancelled.Token));

        using var slow = Client(async (_, token) => { await Task.Delay(3 * limit, token); return new HttpResponseMessage(HttpStatusCode.OK); }, limit);
        using var patient = new HttpRequestMessage(HttpMethod.Get, "http://a/");
        patient.Options.Set(TransferHandler.Extra, TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await slow.SendAsync(patient, Token)).StatusCode);
    }

    [Theory]
    [InlineData(16, true), InlineData(128 * 1024, false)]
    public async Task A_trickle_is_no_progress_and_a_slow_stream_is(int blockBytes, bool stalls)
    {
        using var client = Client((_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new Slow(blockBytes)) }), TimeSpan.FromMilliseconds(400));
        using var message = new HttpRequestMessage(HttpMethod.Get, "http://a/");
        using var response = await client.SendAsync(message, Token);
        var body = await response.Content.ReadAsStreamAsync(Token);
        var buffer = new byte[blockBytes];
        async Task ReadAsync() { for (var i = 0; i < 20; i++) Assert.True(await body.ReadAsync(buffer, Token) > 0); }
        if (stalls) await Assert.ThrowsAsync<StalledException>(ReadAsync);
        else await ReadAsync();
    }

    [Fact]
    public async Task Bandwidth_is_shared_by_all_who_transfer()
    {
        var limit = new BandwidthLimit(1_000_000, TimeProvider.System);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => { for (var i = 0; i < 5; i++) await limit.TakeAsync(25_000, Token); }));
        // Half a megabyte, of which the first block passes at once.
        Assert.InRange(clock.Elapsed, TimeSpan.FromMilliseconds(440), TimeSpan.FromSeconds(20));
        clock.Restart();
        var none = new BandwidthLimit(null, TimeProvider.System);
        await none.TakeAsync(int.MaxValue, Token);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_proxy_or_certificate_file_that_cannot_be_used_is_told_without_its_text()
    {
        var proxy = Assert.Throws<Db2BackupException>(() => StoreHttp.CreateClient(new StoreHttpOptions { Environment = name => name == "https_proxy" ? "http://joe:hunter2@:x" : null }, TimeProvider.System));
        Assert.Equal(ErrorCode.StoreSettingInvalid, proxy.Code);
        Assert.DoesNotContain("hunter2", proxy.ToString(), StringComparison.Ordinal);
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "no certificate");
            Assert.Equal(ErrorCode.StoreSettingInvalid, Assert.Throws<Db2BackupException>(() => StoreHttp.CreateClient(new StoreHttpOptions { CertificateFile = file }, TimeProvider.System)).Code);
        }
        finally
        {
            File.Delete(file);
        }
        Assert.Equal(ErrorCode.FileNotFound, Assert.Throws<Db2BackupException>(() => StoreHttp.CreateClient(new StoreHttpOptions { CertificateFile = file }, TimeProvider.System)).Code);
    }

    private sealed class Server(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> serve) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => serve(request, cancellationToken);
    }

    private sealed class Slow(int blockBytes) : global::Db2Backup.Pipeline.ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(60, cancellationToken);
            return Math.Min(blockBytes, buffer.Length);
        }
    }
}
