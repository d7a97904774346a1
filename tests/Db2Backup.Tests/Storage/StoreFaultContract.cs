using System.Diagnostics;
using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.Storage.Requests;
using Db2Backup.Tests.Storage.Proxy;

namespace Db2Backup.Tests.Storage;

/// <summary>
/// What may go wrong between a store and its real server: once, and the work is done all the same, with the same bytes; or for good, and
/// it ends with an error that says what and leaves nothing. A driver derives from it, says how it is opened through the proxy, and which of
/// its requests is which. Its retries have to be quick, and it has to give up a silent request after <see cref="Silence"/>.
/// </summary>
public abstract class StoreFaultContract : IAsyncLifetime
{
    // Long enough for a server on a machine that does something else.
    private protected static readonly TimeSpan Silence = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private const string Key = "db/object";
    private FaultProxy? proxy;

    private protected FaultProxy Proxy => proxy!;
    private protected IObjectStore Store { get; private set; } = null!;
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected virtual int PartBytes => 1 << 20;

    /// <summary>The real server.</summary>
    private protected abstract Task<Uri> TargetAsync();

    /// <summary>Opens a place of this test's own through the proxy.</summary>
    private protected abstract Task<IObjectStore> CreateAsync();

    /// <summary>Opens the same place, also through the proxy, with <see cref="Impatient"/> retries.</summary>
    private protected abstract IObjectStore OpenImpatient();

    /// <summary>Nothing comes late: the proxy has the server's answer before it makes anything go wrong, or the server never gets the request.</summary>
    private protected static RetryPolicy Patient(RetryPolicy policy) => policy with { Settling = TimeSpan.FromSeconds(0.5) };

    /// <summary>Retries end after half a second.</summary>
    private protected static RetryPolicy Impatient(RetryPolicy policy) =>
        Patient(policy) with { FirstPatience = TimeSpan.FromSeconds(0.5), Patience = TimeSpan.FromSeconds(0.5) };

    /// <summary>Whatever the store keeps besides objects; asked past the proxy.</summary>
    private protected abstract Task<IReadOnlyList<string>> DebrisAsync();

    private protected abstract bool IsPart(ProxyRequest request);

    private protected abstract bool IsComplete(ProxyRequest request);

    private protected abstract bool IsPut(ProxyRequest request);

    private protected abstract bool IsRead(ProxyRequest request);

    private protected abstract bool IsDelete(ProxyRequest request);

    private protected abstract bool IsList(ProxyRequest request);

    /// <summary>The header by which the service says what it stored.</summary>
    private protected virtual string DigestHeader => "Etag";

    public async ValueTask InitializeAsync()
    {
        proxy = new FaultProxy(await TargetAsync());
        Store = await CreateAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Store is not null) await Store.DisposeAsync();
        if (proxy is not null) await proxy.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static (string Name, string Value) Later => ("Retry-After", "1");

    /// <summary>Faults of requests that write, by a name that a test can have.</summary>
    private ProxyFault Writing(string name) => name switch
    {
        "reset in mid-body" => new ProxyFault.ResetRequest(PartBytes / 2),
        "reset at once" => new ProxyFault.ResetRequest(0),
        "429 with Retry-After" => new ProxyFault.Answer(429, Later),
        "503 with Retry-After" => new ProxyFault.Answer(503, Later),
        "500" => new ProxyFault.Answer(500),
        "502" => new ProxyFault.Answer(502),
        "500 after the deed" => new ProxyFault.AnswerAfter(500),
        "answer lost" => new ProxyFault.LoseAnswer(),
        "wrong digest" => new ProxyFault.ChangeAnswer(DigestHeader, "00000000000000000000000000000000"),
        "damaged on the way" => new ProxyFault.DamageRequest(2),
        "slow trickle" => new ProxyFault.TrickleRequest(TimeSpan.FromMilliseconds(5)),
        "silence" => new ProxyFault.Silence(),
        "403" => new ProxyFault.Answer(403),
        "413" => new ProxyFault.Answer(413),
        "507" => new ProxyFault.Answer(507),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such fault"),
    };

    public static TheoryData<string> Passing() =>
    [
        "reset in mid-body", "reset at once", "429 with Retry-After", "503 with Retry-After", "500", "502", "500 after the deed", "answer lost", "wrong digest", "damaged on the way", "slow trickle", "silence",
    ];

    [Theory, MemberData(nameof(Passing))]
    public async Task A_part_that_fails_is_written_again(string fault)
    {
        Proxy.On(IsPart, Writing(fault), skip: 1);
        var content = RandomNumberGenerator.GetBytes(3 * PartBytes + 5);
        var elapsed = Stopwatch.StartNew();
        await UploadAsync(Store, content);
        AssertWaited(fault, elapsed.Elapsed);
        Assert.Equal(1, Proxy.Faults);
        await AssertStoredAsync(content);
    }

    [Theory, MemberData(nameof(Passing))]
    public async Task An_object_whose_completion_fails_is_completed_once(string fault)
    {
        Proxy.On(IsComplete, fault == "reset in mid-body" ? new ProxyFault.ResetRequest(50) : Writing(fault));
        var content = RandomNumberGenerator.GetBytes(2 * PartBytes);
        var elapsed = Stopwatch.StartNew();
        await UploadAsync(Store, content);
        AssertWaited(fault, elapsed.Elapsed);
        Assert.Equal(1, Proxy.Faults);
        await AssertStoredAsync(content);
    }

    [Theory, MemberData(nameof(Passing))]
    public async Task A_small_object_that_fails_is_put_again_and_is_ours(string fault)
    {
        Proxy.On(IsPut, fault == "reset in mid-body" ? new ProxyFault.ResetRequest(50) : Writing(fault));
        var content = RandomNumberGenerator.GetBytes(1000);
        await Store.PutAsync(Key, content, Token);
        Assert.Equal(1, Proxy.Faults);
        await AssertStoredAsync(content);
        Assert.Equal(ErrorCode.ObjectExists, (await Assert.ThrowsAsync<Db2BackupException>(() => Store.PutAsync(Key, content, Token))).Code);
    }

    public static TheoryData<string> Reading() => ["cut", "cut by a reset", "reset at once", "503", "slow trickle", "silence", "answer lost"];

    [Theory, MemberData(nameof(Reading))]
    public async Task A_read_that_breaks_off_goes_on_where_it_was(string fault)
    {
        var content = RandomNumberGenerator.GetBytes(2 * PartBytes);
        await UploadAsync(Store, content);
        Proxy.On(IsRead, fault switch
        {
            "cut" => new ProxyFault.CutAnswer(PartBytes / 3, Reset: false),
            "cut by a reset" => new ProxyFault.CutAnswer(PartBytes / 3, Reset: true),
            "503" => new ProxyFault.Answer(503, Later),
            "slow trickle" => new ProxyFault.TrickleAnswer(TimeSpan.FromMilliseconds(5)),
            _ => Writing(fault),
        });
        Assert.True((await ReadAsync(1000)).AsSpan().SequenceEqual(content.AsSpan(1000)), "it is read differently");
        Assert.Equal(1, Proxy.Faults);
    }

    [Fact]
    public async Task A_read_that_breaks_off_again_and_again_is_an_error_and_never_fewer_bytes()
    {
        await UploadAsync(Store, new byte[PartBytes]);
        Proxy.On(IsRead, new ProxyFault.CutAnswer(100, Reset: false), times: int.MaxValue);
        var error = await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync(0));
        Assert.True(error.Code is ErrorCode.StoreNotResponding or ErrorCode.StoreUnreachable, error.ToString());
    }

    [Fact]
    public async Task Finding_listing_and_deleting_are_tried_again()
    {
        await Store.PutAsync(Key, new byte[] { 1 }, Token);
        Proxy.On(IsList, new ProxyFault.LoseAnswer());
        var keys = new List<string>();
        await foreach (var info in Store.ListAsync("db/", Token)) keys.Add(info.Key);
        Assert.Equal([Key], keys);
        Proxy.On(_ => true, new ProxyFault.Answer(503));
        Assert.NotNull(await Store.FindAsync(Key, Token));
        Proxy.On(IsDelete, new ProxyFault.LoseAnswer());
        await Store.DeleteAsync(Key, Token);
        Assert.Equal(3, Proxy.Faults);
        Assert.Null(await Store.FindAsync(Key, Token));
    }

    public static TheoryData<string, ErrorCode> Lasting() => new()
    {
        { "reset in mid-body", ErrorCode.StoreUnreachable }, { "429 with Retry-After", ErrorCode.StoreBusy }, { "500", ErrorCode.StoreFailed }, { "500 after the deed", ErrorCode.StoreFailed },
        { "answer lost", ErrorCode.StoreUnreachable }, { "wrong digest", ErrorCode.ReadBackMismatch }, { "damaged on the way", ErrorCode.ReadBackMismatch },
        { "silence", ErrorCode.StoreNotResponding }, { "403", ErrorCode.StoreAccessDenied }, { "413", ErrorCode.StoreFull }, { "507", ErrorCode.StoreFull },
    };

    [Theory, MemberData(nameof(Lasting))]
    public async Task A_part_that_keeps_failing_ends_the_upload_with_an_error_and_leaves_nothing(string fault, ErrorCode code)
    {
        await using var store = OpenImpatient();
        Proxy.On(IsPart, Writing(fault), times: int.MaxValue, skip: 2);
        await AssertFailsCleanlyAsync(code, () => UploadAsync(store, new byte[4 * PartBytes]));
    }

    /// <summary>A completion whose digest is wrong every time is looked at in another way, and may be right; one that was done stays done.</summary>
    public static TheoryData<string, ErrorCode> LastingOfCompletion()
    {
        var data = new TheoryData<string, ErrorCode>();
        foreach (var row in Lasting())
            if (row.Data.Item1 is not ("wrong digest" or "500 after the deed" or "answer lost")) data.Add(row.Data.Item1, row.Data.Item2);
        return data;
    }

    [Theory]
    [InlineData("500 after the deed", ErrorCode.StoreFailed), InlineData("answer lost", ErrorCode.StoreUnreachable)]
    public async Task A_completion_whose_every_answer_is_lost_leaves_the_object_whole_and_nothing_else(string fault, ErrorCode code)
    {
        await using var store = OpenImpatient();
        Proxy.On(IsComplete, Writing(fault), times: int.MaxValue);
        var content = RandomNumberGenerator.GetBytes(2 * PartBytes);
        // A driver may find out that it is there.
        if (await Record.ExceptionAsync(() => UploadAsync(store, content)) is { } error)
            Assert.Equal(code, Assert.IsType<Db2BackupException>(error).Code);
        await AssertStoredAsync(content);
        await Store.DeleteAsync(Key, Token);

        // A stream of slices deletes what is its own.
        var sliced = new SlicedUpload(store, number => $"db/slice.{number:D4}", new SliceOptions { PartBytes = PartBytes, PartsPerSlice = 2, ParallelParts = 2 });
        await Record.ExceptionAsync(async () => await sliced.WriteAsync(content, Token));
        Proxy.Heal();
        await sliced.DisposeAsync();
        Assert.Empty(sliced.DebrisRemaining);
        Assert.Null(await Store.FindAsync("db/slice.0001", Token));
        Assert.Empty(await DebrisAsync());
    }

    [Theory, MemberData(nameof(LastingOfCompletion))]
    public async Task A_completion_that_keeps_failing_ends_the_upload_with_an_error_and_leaves_nothing(string fault, ErrorCode code)
    {
        await using var store = OpenImpatient();
        Proxy.On(IsComplete, fault == "reset in mid-body" ? new ProxyFault.ResetRequest(50) : Writing(fault), times: int.MaxValue);
        await AssertFailsCleanlyAsync(code, () => UploadAsync(store, new byte[2 * PartBytes]));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_an_error_that_names_what_is_left_and_cancelling_ends_the_wait()
    {
        Proxy.On(IsPart, new ProxyFault.ResetRequest(0), times: int.MaxValue);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var elapsed = Stopwatch.StartNew();
        await using (var upload = await Store.BeginUploadAsync(Key, PartBytes, Token))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.WritePartAsync(1, new byte[PartBytes], cancel.Token));
        Assert.True(elapsed.Elapsed < Bound, $"it took {elapsed.Elapsed}");
        Assert.Empty(await DebrisAsync());

        Proxy.Heal();
        await using var store = OpenImpatient();
        var options = new SliceOptions { PartBytes = PartBytes, PartsPerSlice = 2, ParallelParts = 2 };
        var sliced = new SlicedUpload(store, number => $"db/slice.{number:D4}", options);
        await sliced.WriteAsync(new byte[2 * PartBytes], Token);
        Proxy.On(_ => true, new ProxyFault.ResetRequest(0), times: int.MaxValue);
        Assert.IsType<Db2BackupException>(await Record.ExceptionAsync(async () =>
        {
            await sliced.WriteAsync(new byte[4 * PartBytes], Token);
            await sliced.CompleteAsync(Token);
        }));
        await sliced.DisposeAsync();
        // Nothing could be removed, so it says so.
        Assert.Contains(sliced.DebrisRemaining, left => left.StartsWith("db/slice.0001", StringComparison.Ordinal));
        Proxy.Heal();
        await Store.DeleteAsync("db/slice.0001", Token);
        await Store.EndUploadsAsync("db/", DateTimeOffset.MaxValue, Token);
        Assert.Empty(await DebrisAsync());
    }

    private async Task AssertFailsCleanlyAsync(ErrorCode code, Func<Task> act)
    {
        var elapsed = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<Db2BackupException>(act);
        Assert.True(elapsed.Elapsed < Bound, $"it took {elapsed.Elapsed}");
        Assert.True(error.Code == code, error.ToString());
        Assert.Contains(Key, error.Message, StringComparison.Ordinal);
        Proxy.Heal();
        Assert.Null(await Store.FindAsync(Key, Token));
        Assert.Empty(await DebrisAsync());
    }

    private async Task AssertStoredAsync(byte[] content)
    {
        Assert.True((await ReadAsync(0)).AsSpan().SequenceEqual(content), "it is stored differently");
        Assert.Equal(content.Length, (await Store.FindAsync(Key, Token))!.Length);
        Assert.Empty(await DebrisAsync());
    }

    private static void AssertWaited(string fault, TimeSpan elapsed)
    {
        if (fault.EndsWith("Retry-After", StringComparison.Ordinal)) Assert.True(elapsed >= TimeSpan.FromSeconds(1), $"it came back after {elapsed}");
    }

    private async Task UploadAsync(IObjectStore store, byte[] content)
    {
        await using var upload = await store.BeginUploadAsync(Key, PartBytes, Token);
        var parts = Math.Max(1, (content.Length + PartBytes - 1) / PartBytes);
        await Parallel.ForEachAsync(Enumerable.Range(1, parts), new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = Token }, async (number, _) =>
            await upload.WritePartAsync(number, content.AsMemory((number - 1) * PartBytes, Math.Min(PartBytes, content.Length - (number - 1) * PartBytes)), Token));
        await upload.CompleteAsync(parts, Token);
    }

    private async Task<byte[]> ReadAsync(long offset)
    {
        await using var stream = await Store.OpenReadAsync(Key, offset, null, Token);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Token);
        return content.ToArray();
    }
}
