using System.Security.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage;

public sealed class SliceTests
{
    private static readonly SliceOptions Small = new() { PartBytes = 1000, PartsPerSlice = 3, ParallelParts = 3 };
    private readonly MemoryStore memory = new();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Key(int number) => $"db/file.{number:D4}";

    [Theory]
    [InlineData(0, 1), InlineData(1, 1), InlineData(999, 1), InlineData(1000, 1), InlineData(2999, 1), InlineData(3000, 1), InlineData(3001, 2), InlineData(9000, 3), InlineData(10_500, 4)]
    public async Task A_stream_is_cut_into_slices_that_cat_joins(int length, int expectedSlices)
    {
        var content = RandomNumberGenerator.GetBytes(length);
        await using var upload = new SlicedUpload(memory, Key, Small);
        for (var i = 0; i < length; i += 777) await upload.WriteAsync(content.AsMemory(i, Math.Min(777, length - i)), Token);
        var (slices, total, sha) = await upload.CompleteAsync(Token);

        Assert.Equal(expectedSlices, slices.Count);
        Assert.Equal(length, total);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant(), sha);
        Assert.Equal(content, slices.SelectMany(s => memory[s.Key]).ToArray());
        Assert.Equal(content, await ReadAsync(memory, slices));
        Assert.Empty(memory.OpenUploads);
    }

    [Fact]
    public async Task Nothing_is_left_of_an_upload_that_is_not_completed()
    {
        await using (var upload = new SlicedUpload(memory, Key, Small))
            await upload.WriteAsync(new byte[7500], Token);
        Assert.Empty(memory.Keys);
        Assert.Empty(memory.OpenUploads);
    }

    public static TheoryData<StoreFault, bool> Faults() => new()
    {
        { StoreFault.Fails, false }, { StoreFault.Fails, true }, { StoreFault.LosesAnswer, false }, { StoreFault.LosesAnswer, true },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task Whatever_call_fails_nothing_is_left_or_it_is_named(StoreFault fault, bool staysBroken)
    {
        var total = await CountCallsAsync();
        for (var n = 1; n <= total; n++)
        {
            var store = new MemoryStore();
            var faulty = new FaultyStore(store) { FailAt = n, Fault = fault, StaysBroken = staysBroken };
            var upload = new SlicedUpload(faulty, Key, Small);
            await Assert.ThrowsAsync<IOException>(() => RunAsync(upload));
            await upload.DisposeAsync();
            Assert.Empty(store.OpenUploads);
            Assert.Equal([], store.Keys.Except(upload.DebrisRemaining));
            if (!staysBroken) Assert.Empty(upload.DebrisRemaining);
        }
    }

    [Fact]
    public async Task A_slice_of_somebody_else_is_never_deleted()
    {
        memory[Key(2)] = [42];
        await using (var upload = new SlicedUpload(memory, Key, Small))
            Assert.Equal(ErrorCode.ObjectExists, (await Assert.ThrowsAsync<Db2BackupException>(() => RunAsync(upload))).Code);
        Assert.Equal([Key(2)], memory.Keys);
        Assert.Equal([42], memory[Key(2)]);
    }

    [Fact]
    public async Task Cancelling_at_any_call_leaves_nothing()
    {
        var total = await CountCallsAsync();
        for (var n = 1; n <= total; n++)
        {
            using var cancel = new CancellationTokenSource();
            var faulty = new FaultyStore(memory) { OnCall = (_, number) => { if (number == n) cancel.Cancel(); } };
            await using (var upload = new SlicedUpload(faulty, Key, Small))
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(upload, cancel.Token));
            Assert.Empty(memory.Keys);
            Assert.Empty(memory.OpenUploads);
        }
    }

    [Fact]
    public async Task A_read_that_breaks_off_is_an_error_and_never_a_shorter_stream()
    {
        var slices = await StoreAsync(new byte[7500]);
        for (var n = 1; n <= 8; n++)
        {
            var faulty = new FaultyStore(memory) { FailAt = n, FailKind = StoreCall.OpenRead, Fault = StoreFault.CutsRead };
            Assert.Equal(ErrorCode.ReadFailed, (await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync(faulty, slices))).Code);
        }
    }

    [Fact]
    public async Task A_slice_that_is_missing_or_of_another_length_is_an_error()
    {
        var slices = await StoreAsync(new byte[7500]);
        memory[Key(2)] = new byte[2999];
        Assert.Equal(ErrorCode.StoredDataMismatch, (await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync(memory, slices))).Code);
        memory[Key(2)] = new byte[3001];
        Assert.Equal(ErrorCode.StoredDataMismatch, (await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync(memory, slices))).Code);
        await memory.DeleteAsync(Key(2), Token);
        Assert.Equal(ErrorCode.BackupIncomplete, (await Assert.ThrowsAsync<Db2BackupException>(() => ReadAsync(memory, slices))).Code);
    }

    [Theory]
    [InlineData("/backup", "/backup"), InlineData("/backup/", "/backup"), InlineData("file:///backup/db2", "/backup/db2")]
    public async Task A_folder_is_opened_by_its_path_or_address(string location, string shown)
    {
        await using var repository = new ObjectStores().Open(location);
        Assert.Equal((shown, shown, ""), (repository.Store.DisplayName, repository.Location, repository.Prefix));
    }

    [Theory]
    [InlineData("gopher://x/y", ErrorCode.StoreSchemeUnknown)]
    [InlineData("backup/here", ErrorCode.StoreLocationInvalid), InlineData("", ErrorCode.StoreLocationInvalid)]
    [InlineData("s3://user:secret@host/bucket", ErrorCode.StoreLocationInvalid), InlineData("https://a.blob/c?sig=secret", ErrorCode.StoreLocationInvalid)]
    [InlineData("file://server/share", ErrorCode.StoreLocationInvalid)]
    public void A_location_that_cannot_be_opened_is_refused_without_repeating_secrets(string location, ErrorCode code)
    {
        var error = Assert.Throws<Db2BackupException>(() => new ObjectStores().Open(location));
        Assert.Equal(code, error.Code);
        Assert.DoesNotContain("secret", error.Message + error.Target, StringComparison.Ordinal);
    }

    private static async Task RunAsync(SlicedUpload upload, CancellationToken? token = null)
    {
        for (var i = 0; i < 15; i++) await upload.WriteAsync(new byte[500], token ?? Token);
        await upload.CompleteAsync(token ?? Token);
    }

    private static async Task<int> CountCallsAsync()
    {
        var faulty = new FaultyStore(new MemoryStore());
        await using var upload = new SlicedUpload(faulty, Key, Small);
        await RunAsync(upload);
        return faulty.CallCount;
    }

    private async Task<IReadOnlyList<StoredSlice>> StoreAsync(byte[] content)
    {
        await using var upload = new SlicedUpload(memory, Key, Small);
        await upload.WriteAsync(content, Token);
        return (await upload.CompleteAsync(Token)).Slices;
    }

    private static async Task<byte[]> ReadAsync(IObjectStore store, IReadOnlyList<StoredSlice> slices)
    {
        await using var download = new SlicedDownload(store, slices, Small);
        using var content = new MemoryStream();
        await download.CopyToAsync(content, Token);
        return content.ToArray();
    }
}
