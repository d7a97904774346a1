using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Tests.Storage.Requests;

using StoreFault = Db2Backup.Storage.Requests.StoreFault;

public sealed class RetryTests
{
    private static readonly RetryPolicy Quick = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(1), LongestWait = TimeSpan.FromMilliseconds(4), FirstPatience = TimeSpan.FromMilliseconds(300), Patience = TimeSpan.FromSeconds(10),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static StoreFault Fault(StoreFaultKind kind = StoreFaultKind.ServerError, TimeSpan? after = null) => new(kind, "it failed") { Status = 500, RetryAfter = after };

    [Theory]
    [InlineData(0.0, 0.5), InlineData(1.0, 1.0)]
    public void Waits_double_up_to_the_longest_each_at_another_moment(double random, double share)
    {
        var policy = RetryPolicy.Default;
        var waits = Enumerable.Range(1, 9).Select(n => policy.Wait(Fault(), n, TimeSpan.Zero, reached: true, random)!.Value.TotalSeconds).ToList();
        Assert.Equal(new[] { 0.5, 1, 2, 4, 8, 16, 30, 30, 30 }.Select(s => s * share), waits);
    }

    [Theory]
    [InlineData("AuthenticationFailed", true), InlineData("tx0123-4567", true), InlineData("2a9e:7f.1", true), InlineData("", false), InlineData(null, false)]
    [InlineData("403 X-Auth-Token: AUTH_tk0123", false), InlineData("sig=abc", false), InlineData("a\nb", false), InlineData("AUTH_tk0123", false)]
    public void Of_what_a_server_says_only_a_code_or_id_is_told(string? text, bool told) => Assert.Equal(told ? text : null, StoreFaults.Word(text));

    [Fact]
    public void Patience_ends_sooner_before_a_store_was_ever_reached()
    {
        var policy = RetryPolicy.Default;
        var late = TimeSpan.FromMinutes(1);
        Assert.NotNull(policy.Wait(Fault(), 5, late, reached: true, 0.5));
        Assert.Null(policy.Wait(Fault(), 5, late, reached: false, 0.5));
        Assert.Null(policy.Wait(Fault(), 50, policy.Patience, reached: true, 0.5));
        // One attempt may take longer than patience; it is not the only one for that.
        Assert.NotNull(policy.Wait(Fault(), 1, late, reached: false, 0.5));
    }

    [Fact]
    public void What_a_service_asks_for_is_honoured_or_the_request_given_up()
    {
        var policy = RetryPolicy.Default;
        Assert.True(policy.Wait(Fault(after: TimeSpan.FromSeconds(90)), 1, TimeSpan.Zero, reached: true, 0) >= TimeSpan.FromSeconds(90));
        Assert.Equal(TimeSpan.FromSeconds(0.5), policy.Wait(Fault(after: TimeSpan.Zero), 1, TimeSpan.Zero, reached: true, 1));
        Assert.Null(policy.Wait(Fault(after: TimeSpan.FromHours(1)), 1, TimeSpan.Zero, reached: true, 0));
    }

    [Fact]
    public void What_stays_is_not_tried_again_and_what_is_damaged_not_for_long()
    {
        foreach (var kind in Enum.GetValues<StoreFaultKind>())
        {
            var passes = kind is StoreFaultKind.Unreachable or StoreFaultKind.NotResponding or StoreFaultKind.Busy or StoreFaultKind.ServerError or StoreFaultKind.Damaged;
            Assert.Equal(passes, RetryPolicy.Default.Wait(Fault(kind), 1, TimeSpan.Zero, reached: true, 0.5) is not null);
        }
        Assert.Null(RetryPolicy.Default.Wait(Fault(StoreFaultKind.Damaged), 4, TimeSpan.Zero, reached: true, 0.5));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7)]
    public async Task A_request_is_made_until_it_succeeds(int needed)
    {
        var told = new List<string>();
        var attempts = 0;
        var result = await new Retrier("store", Quick, TimeProvider.System, tell: told.Add).RunAsync("Storing", "key", (number, _) =>
        {
            Assert.Equal(++attempts, number);
            return number < needed ? throw new StoreFaultException(Fault()) : Task.FromResult(number * 10);
        }, Token);
        Assert.Equal(needed * 10, result);
        Assert.Equal(needed - 1, told.Count);
        Assert.All(told, line => Assert.Contains("key", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_keeps_failing_ends_with_what_when_and_how_often()
    {
        var attempts = 0;
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => new Retrier("swift://c", Quick, TimeProvider.System).RunAsync("Storing", "db/key", (_, _) =>
            attempts++ < 1000 ? throw new IOException("outer", new SocketException((int)SocketError.ConnectionReset)) : Task.CompletedTask, Token));
        Assert.Equal(ErrorCode.StoreUnreachable, error.Code);
        Assert.Contains("Storing db/key in swift://c", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{attempts} attempts", error.Message, StringComparison.Ordinal);
        Assert.InRange(attempts, 3, 999);
        Assert.IsType<IOException>(error.InnerException);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_the_request_with_the_cancellation()
    {
        var slow = Quick with { FirstWait = TimeSpan.FromMinutes(1), LongestWait = TimeSpan.FromMinutes(1), FirstPatience = TimeSpan.FromHours(1) };
        using var cancel = new CancellationTokenSource();
        var clock = Stopwatch.StartNew();
        var waiting = new Retrier("s", slow, TimeProvider.System, tell: _ => cancel.Cancel()).RunAsync("Storing", "k", (_, _) => throw new IOException(), cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30));
        using var second = new CancellationTokenSource();
        // A connection that is torn down by a cancellation fails in many ways.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Retrier("s", Quick, TimeProvider.System).RunAsync("Storing", "k", (_, _) =>
        {
            second.Cancel();
            throw new IOException("Broken pipe");
        }, second.Token));
    }

    [Fact]
    public async Task A_bug_and_an_error_of_ours_pass_as_they_are()
    {
        var retrier = new Retrier("s", Quick, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => retrier.RunAsync("Storing", "k", (_, _) => throw new InvalidOperationException("bug"), Token));
        var ours = new Db2BackupException(ErrorCode.ObjectNotFound, "gone", "k");
        Assert.Same(ours, await Assert.ThrowsAsync<Db2BackupException>(() => retrier.RunAsync("Reading", "k", (_, _) => throw ours, Token)));
    }

    [Theory]
    [InlineData(401, null, nameof(StoreFaultKind.SignInFailed)), InlineData(403, null, nameof(StoreFaultKind.Denied)), InlineData(404, null, nameof(StoreFaultKind.NotFound)), InlineData(408, null, nameof(StoreFaultKind.ServerError))]
    [InlineData(409, null, nameof(StoreFaultKind.ServerError)), InlineData(412, null, nameof(StoreFaultKind.Exists)), InlineData(413, null, nameof(StoreFaultKind.Full)), InlineData(416, null, nameof(StoreFaultKind.RangeInvalid))]
    [InlineData(422, null, nameof(StoreFaultKind.Damaged)), InlineData(429, null, nameof(StoreFaultKind.Busy)), InlineData(498, null, nameof(StoreFaultKind.Busy)), InlineData(503, null, nameof(StoreFaultKind.Busy))]
    [InlineData(500, null, nameof(StoreFaultKind.ServerError)), InlineData(502, null, nameof(StoreFaultKind.ServerError)), InlineData(504, null, nameof(StoreFaultKind.ServerError)), InlineData(501, null, nameof(StoreFaultKind.Rejected))]
    [InlineData(507, null, nameof(StoreFaultKind.Full)), InlineData(400, null, nameof(StoreFaultKind.Rejected)), InlineData(302, null, nameof(StoreFaultKind.Rejected))]
    [InlineData(403, "RequestTimeTooSkewed", nameof(StoreFaultKind.ClockSkewed)), InlineData(403, "SignatureDoesNotMatch", nameof(StoreFaultKind.SignInFailed)), InlineData(400, "BadDigest", nameof(StoreFaultKind.Damaged))]
    [InlineData(409, "BlobAlreadyExists", nameof(StoreFaultKind.Exists)), InlineData(404, "NoSuchBucket", nameof(StoreFaultKind.ContainerMissing)), InlineData(404, "ContainerNotFound", nameof(StoreFaultKind.ContainerMissing))]
    [InlineData(503, "SlowDown", nameof(StoreFaultKind.Busy)), InlineData(400, "RequestTimeout", nameof(StoreFaultKind.ServerError)), InlineData(403, "SomethingNew", nameof(StoreFaultKind.Denied))]
    public void A_status_and_a_code_mean_one_thing(int status, string? code, string kind) => Assert.Equal(kind, StoreFaults.KindOf(status, code).ToString());

    [Fact]
    public void An_exception_means_one_thing_or_is_a_bug()
    {
        Assert.Equal(StoreFaultKind.HostUnknown, KindOf(new HttpRequestException(HttpRequestError.NameResolutionError, "no", new SocketException((int)SocketError.HostNotFound))));
        Assert.Equal(StoreFaultKind.Unreachable, KindOf(new HttpRequestException(HttpRequestError.NameResolutionError, "no", new SocketException((int)SocketError.TryAgain))));
        Assert.Equal(StoreFaultKind.TlsFailed, KindOf(new HttpRequestException(HttpRequestError.SecureConnectionError, "no", new AuthenticationException("untrusted"))));
        Assert.Equal(StoreFaultKind.Unreachable, KindOf(new HttpRequestException(HttpRequestError.SecureConnectionError, "no", new IOException("reset in the handshake"))));
        Assert.Equal(StoreFaultKind.Unreachable, KindOf(new HttpRequestException(HttpRequestError.ConnectionError, "no", new SocketException((int)SocketError.ConnectionRefused))));
        Assert.Equal(StoreFaultKind.Unreachable, KindOf(new HttpIOException(HttpRequestError.ResponseEnded, "cut")));
        Assert.Equal(StoreFaultKind.Unreachable, KindOf(new TaskCanceledException("", new TimeoutException("connect"))));
        Assert.Equal(StoreFaultKind.NotResponding, KindOf(new StalledException(TimeSpan.FromSeconds(1), new IOException())));
        Assert.Null(StoreFaults.Of(new OperationCanceledException()));
        Assert.Null(StoreFaults.Of(new NullReferenceException()));

        static StoreFaultKind? KindOf(Exception error) => StoreFaults.Of(error)?.Kind;
    }

    [Fact]
    public void Every_fault_is_an_error_that_a_user_sees() =>
        Assert.All(Enum.GetValues<StoreFaultKind>(), kind => Assert.NotNull(new StoreFault(kind, "m").ToError("Storing x", "x", null).Code));
}
