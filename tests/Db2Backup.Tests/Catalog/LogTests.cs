using System.Text;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Age;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

public sealed class LogTests : CatalogFixture
{
    private static readonly RepositoryOwner Owner = new("SAMPLE", "db2inst1", "host1", null, false);

    private static readonly LogTimes Times = new(new(2026, 3, 1, 11, 0, 0, TimeSpan.Zero), new(2026, 3, 1, 10, 59, 59, TimeSpan.Zero));

    private static PublishLogsOptions LogOptions(bool encrypted = true) =>
        new(new ProtectOptions(CompressionCodec.Zstd, null, encrypted ? [Key.Recipient] : [])) { Slices = Small };

    private static LogExtent Log(int number, int chain = 0) => new(0, 0, chain, new LogFileName(number));

    private string WriteLog(int number, byte seed = 1, int length = 200_000)
    {
        var path = Path.Combine(Folder.Folder("archive", $"{seed}"), new LogFileName(number).ToString());
        var content = Sample(length);
        content[0] = seed;
        File.WriteAllBytes(path, content);
        return path;
    }

    private Task<PublishLogs> OpenAsync(IObjectStore? store = null, RepositoryOwner? owner = null, PublishLogsOptions? options = null) =>
        PublishLogs.OpenAsync(On(store ?? Memory), owner ?? Owner, options ?? LogOptions(), Primitives, Host, TimeProvider.System, Token);

    [Fact]
    public async Task A_log_is_stored_once_under_its_place_and_digest_and_comes_back()
    {
        var path = WriteLog(12);
        var (_, sha256) = await Digests.OfFileAsync(path, null, Token);
        var log = await (await OpenAsync()).PublishAsync(path, Log(12), Times, Token);
        Assert.Equal($"SAMPLE/logs/NODE0000/LOGSTREAM0000/C0000000/S0000012.LOG-{sha256[..16]}.zst.age", log.Key);
        Assert.False(log.WasPublishedBefore);
        Assert.Equal((sha256, 200_000L, (long)Memory[log.Key].Length), (log.Sha256, log.PlainBytes, log.StoredBytes));
        Assert.Contains("SAMPLE/identity.json", Memory.Keys);

        var faulty = new FaultyStore(Memory);
        Assert.True((await (await OpenAsync(faulty)).PublishAsync(path, Log(12), Times with { Covers = null }, Token)).WasPublishedBefore);
        Assert.DoesNotContain(faulty.Calls, c => c is StoreCall.Put or StoreCall.BeginUpload);

        var listed = Assert.Single(await new LogCatalog(Repository).ListAsync("SAMPLE", Token));
        Assert.Equal((Log(12), sha256[..16], log.Key, log.StoredBytes), (listed.Log, listed.DigestPrefix, listed.Key, listed.StoredLength));
        var fetch = new FetchLog(Repository, Primitives, Host);
        var back = await fetch.RunAsync(listed, [Key], Folder.Folder("overflow"), Small, Token);
        Assert.Equal(Folder.Combine("overflow", "S0000012.LOG"), back);
        Assert.Equal(await File.ReadAllBytesAsync(path, Token), await File.ReadAllBytesAsync(back, Token));
        AssertPrivate(back);
        // The same again is there already; another one is not overwritten.
        Assert.Equal(back, await fetch.RunAsync(listed, [Key], Folder.Combine("overflow"), Small, Token));
        await File.WriteAllTextAsync(back, "other", Token);
        await RefusedAsync(ErrorCode.FileExists, () => fetch.RunAsync(listed, [Key], Folder.Combine("overflow"), Small, Token));
    }

    [Fact]
    public async Task Two_logs_of_one_name_are_both_kept_and_told()
    {
        var logs = await OpenAsync();
        var first = await logs.PublishAsync(WriteLog(3), Log(3), Times, Token);
        var second = await logs.PublishAsync(WriteLog(3, seed: 2), Log(3), Times, Token);
        Assert.Equal([first.Key], second.OtherCopies);
        Assert.Single(Host.Warnings);
        // Another chain is another place.
        Assert.Empty((await logs.PublishAsync(WriteLog(3), Log(3, chain: 1), Times, Token)).OtherCopies);
        Assert.Equal(3, (await new LogCatalog(Repository).ListAsync("SAMPLE", Token)).Count);
    }

    [Fact]
    public async Task How_far_a_log_reaches_is_said_beside_it_and_again_when_it_reaches_further()
    {
        var path = WriteLog(12);
        var log = await (await OpenAsync()).PublishAsync(path, Log(12), Times, Token);
        var described = Assert.Single(Memory.Keys, k => k.EndsWith(".json", StringComparison.Ordinal) && k.Contains("/logs/", StringComparison.Ordinal));
        Assert.Equal(log.Key.Replace(".zst.age", ".json", StringComparison.Ordinal), described);
        var listed = Assert.Single(await new LogCatalog(Repository).ListAsync("SAMPLE", Token));
        Assert.True(listed is { Description: null, CoversTime: null, StoredTime: not null } && listed.DescriptionKey == described);
        var description = (await new LogCatalog(Repository).DescribeAsync(listed, Token)).Description!;
        Assert.Equal((Times.Closed, Times.Covers, log.Sha256, log.PlainBytes, log.StoredBytes, "host1"),
            (description.ClosedTime, description.CoversTime, description.PlainSha256, description.PlainLength, description.StoredLength, description.HostName));

        // Nothing was committed since: the same log covers more. Found without reading anything.
        var later = Times.Closed.AddHours(3).AddTicks(1234560);
        Assert.True((await (await OpenAsync()).PublishAsync(path, Log(12), Times with { Covers = later }, Token)).WasPublishedBefore);
        await (await OpenAsync()).PublishAsync(path, Log(12), Times with { Covers = later.AddHours(-1) }, Token);
        Assert.Contains(described.Replace(".json", ".20260301T140000.123456Z.json", StringComparison.Ordinal), Memory.Keys);
        Assert.Equal(later, Assert.Single(await new LogCatalog(Repository).ListAsync("SAMPLE", Token)).CoversTime);

        // Without anything new nothing is written; a description that was lost is written again.
        var before = Memory.Keys.Count;
        await (await OpenAsync()).PublishAsync(path, Log(12), Times with { Covers = null }, Token);
        Assert.Equal(before, Memory.Keys.Count);
        await Memory.DeleteAsync(described, Token);
        await (await OpenAsync()).PublishAsync(path, Log(12), Times with { Covers = null }, Token);
        Assert.Contains(described, Memory.Keys);
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2"), InlineData("S0000012.LOG\"", "S0000013.LOG\""), InlineData("\"plainSha256\": \"", "\"plainSha256\": \"0")]
    public async Task A_description_of_another_log_is_not_believed(string from, string to)
    {
        var log = await (await OpenAsync()).PublishAsync(WriteLog(12), Log(12), Times, Token);
        var listed = Assert.Single(await new LogCatalog(Repository).ListAsync("SAMPLE", Token));
        Memory[listed.DescriptionKey!] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Memory[listed.DescriptionKey!]).Replace(from, to, StringComparison.Ordinal));
        await RefusedAsync(ErrorCode.ManifestInvalid, () => new LogCatalog(Repository).DescribeAsync(listed, Token));
        Assert.Null((await new LogCatalog(Repository).DescribeAsync(listed with { DescriptionKey = null }, Token)).Description);
        Assert.NotEmpty(log.Key);
    }

    [Fact]
    public async Task Whose_folder_it_is_holds_for_logs_too()
    {
        await PublishAsync(Image());
        await RefusedAsync(ErrorCode.RepositoryBelongsToOther, () => OpenAsync(owner: Owner with { HostName = "host2" }));
        await RefusedAsync(ErrorCode.StandInMixed, () => OpenAsync(owner: Owner with { StandIn = true }));
        await (await OpenAsync(owner: Owner with { HostName = "host2" }, options: LogOptions() with { Admit = "db2inst1@host2" })).PublishAsync(WriteLog(1), Log(1), Times, Token);
        Assert.Contains("SAMPLE/identity-host2-db2inst1.json", Memory.Keys);
    }

    [Fact]
    public async Task What_is_no_finished_log_is_refused()
    {
        var logs = await OpenAsync();
        var path = WriteLog(5);
        await RefusedAsync(ErrorCode.FileNameNotUnderstood, () => logs.PublishAsync(path, Log(6), Times, Token));
        await RefusedAsync(ErrorCode.FileNotFound, () => logs.PublishAsync(Path.Combine(Path.GetDirectoryName(path)!, "S0000006.LOG"), Log(6), Times, Token));
        Host.OnStep = step => { if (step is PublishLogStep.Upload) File.AppendAllText(path, "still written to"); };
        await RefusedAsync(ErrorCode.FileChanged, () => logs.PublishAsync(path, Log(5), Times, Token));
        Assert.DoesNotContain(Memory.Keys, k => k.Contains("/logs/", StringComparison.Ordinal));
        Assert.Empty(Memory.OpenUploads);
    }

    [Theory]
    [InlineData(StoreFault.Fails, false), InlineData(StoreFault.LosesAnswer, false), InlineData(StoreFault.Fails, true), InlineData(StoreFault.LosesAnswer, true)]
    public async Task Whichever_call_fails_the_log_is_whole_or_not_there_and_the_next_run_succeeds(StoreFault fault, bool staysBroken)
    {
        var path = WriteLog(7);
        var counting = new FaultyStore(new MemoryStore());
        await (await OpenAsync(counting)).PublishAsync(path, Log(7), Times, Token);
        for (var n = 1; n <= counting.CallCount; n++)
        {
            var memory = new MemoryStore();
            var faulty = new FaultyStore(memory) { FailAt = n, Fault = fault, StaysBroken = staysBroken };
            var error = await Record.ExceptionAsync(async () => await (await OpenAsync(faulty)).PublishAsync(path, Log(7), Times, Token));
            Assert.True(error is Db2BackupException || (error is null && memory.Keys.Any(k => k.Contains("/logs/", StringComparison.Ordinal))), $"call {n}: {error}");
            Assert.Empty(memory.OpenUploads);
            var log = await (await OpenAsync(memory)).PublishAsync(path, Log(7), Times, Token);
            await new FetchLog(On(memory), Primitives, Host).RunAsync(
                new StoredLog("SAMPLE", log.Log, log.Sha256[..16], log.Key, log.StoredBytes), [Key], Folder.Folder($"{fault}{staysBroken}{n}"), Small, Token);
        }
    }

    [Theory]
    [InlineData("flipped", ErrorCode.EncryptedDataTampered), InlineData("cut", ErrorCode.StoredDataMismatch), InlineData("swapped", ErrorCode.StoredDataMismatch), InlineData("key", ErrorCode.NoMatchingKey)]
    public async Task A_damaged_or_exchanged_log_is_an_error_and_leaves_no_file(string damage, ErrorCode code)
    {
        var logs = await OpenAsync();
        var (first, second) = (await logs.PublishAsync(WriteLog(1), Log(1), Times, Token), await logs.PublishAsync(WriteLog(2, seed: 9), Log(2), Times, Token));
        var listed = (await new LogCatalog(Repository).ListAsync("SAMPLE", Token))[0];
        switch (damage)
        {
            case "flipped": Memory[first.Key] = [.. Memory[first.Key][..^20], (byte)(Memory[first.Key][^20] ^ 1), .. Memory[first.Key][^19..]]; break;
            case "cut": Memory[first.Key] = Memory[first.Key][..^1]; break;
            case "swapped":
                Memory[first.Key] = Memory[second.Key];
                listed = listed with { StoredLength = Memory[second.Key].Length };
                break;
        }
        var folder = Folder.Folder("overflow");
        await RefusedAsync(code, () => new FetchLog(Repository, Primitives, Host).RunAsync(
            listed, [damage == "key" ? AgeX25519Identity.Generate(Primitives) : Key], folder, Small, Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Theory]
    [InlineData("as it is", false, true), InlineData("as it is", true, true), InlineData("flipped", false, false), InlineData("flipped", true, false), InlineData("cut", true, false), InlineData("gone", false, false),
     InlineData("undescribed", false, false), InlineData("undescribed", true, true), InlineData("of another", false, false), InlineData("another key", true, false)]
    public async Task A_store_has_a_log_only_when_its_bytes_say_so_now(string state, bool withKey, bool proven)
    {
        var log = await (await OpenAsync()).PublishAsync(WriteLog(1), Log(1), Times, Token);
        var listed = Assert.Single(await new LogCatalog(Repository).ListAsync("SAMPLE", Token));
        var content = Memory[log.Key];
        switch (state)
        {
            case "flipped": Memory[log.Key] = [.. content[..^20], (byte)(content[^20] ^ 1), .. content[^19..]]; break;
            case "cut": Memory[log.Key] = content[..^1]; break;
            case "gone": await Memory.DeleteAsync(log.Key, Token); break;
            case "undescribed": listed = listed with { DescriptionKey = null }; break;
            case "of another":
                Memory[listed.DescriptionKey!] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Memory[listed.DescriptionKey!]).Replace(log.Sha256[16..], new string('0', 48), StringComparison.Ordinal));
                break;
        }
        var keys = withKey ? new IAgeIdentity[] { state == "another key" ? AgeX25519Identity.Generate(Primitives) : Key } : [];
        var doubt = await new StoredLogProof(Repository, Primitives, keys).DoubtAsync(listed, log.Sha256, _ => { }, Token);
        Assert.True(doubt is null == proven, doubt);
        // The same bytes, and another file on the server.
        if (proven) Assert.NotNull(await new StoredLogProof(Repository, Primitives, keys).DoubtAsync(listed, new string('0', 64), _ => { }, Token));
    }

    [Fact]
    public async Task Several_logs_at_once_are_each_stored_once_and_a_digest_that_is_known_spares_the_reading()
    {
        var paths = Enumerable.Range(0, 12).Select(n => WriteLog(n, (byte)n, 60_000)).ToList();
        var logs = await OpenAsync();
        var first = await Task.WhenAll(paths.Select((path, n) => Task.Run(() => logs.PublishAsync(path, Log(n), Times, Token))));
        Assert.All(first, l => Assert.False(l.WasPublishedBefore));
        Assert.Single(Memory.Keys, k => k == "SAMPLE/identity.json");
        Assert.Empty(Memory.OpenUploads);
        // Another file under the name would show if it were read: it is not.
        logs = await OpenAsync();
        await File.WriteAllTextAsync(paths[3], "other", Token);
        Assert.Equal(first[3].Key, (await logs.PublishAsync(paths[3], Log(3), Times with { KnownSha256 = first[3].Sha256 }, Token)).Key);
        // What the store does not have is read, whatever is known.
        await Memory.DeleteAsync(first[4].Key, Token);
        Assert.False((await (await OpenAsync()).PublishAsync(paths[4], Log(4), Times with { KnownSha256 = first[4].Sha256 }, Token)).WasPublishedBefore);
    }

    [Fact]
    public void A_known_digest_is_forgotten_with_the_file_it_was_taken_of()
    {
        var (path, state) = (WriteLog(5), Folder.Combine("state"));
        var (sha256, changed) = (new string('a', 64), File.GetLastWriteTimeUtc(path));
        Assert.Null(KnownDigests.Of("/archive", state).Find(path));
        var known = KnownDigests.Of("/archive", state);
        known.Add(path, new FileInfo(path).Length, changed, sha256);
        known.Save();
        Assert.Equal(sha256, KnownDigests.Of("/archive", state).Find(path));
        Assert.Null(KnownDigests.Of("/other", state).Find(path));
        File.SetLastWriteTimeUtc(path, changed.AddSeconds(1));
        Assert.Null(KnownDigests.Of("/archive", state).Find(path));
        // A run that does not see the file any more writes it down no more; what is no such file is as if it were not there.
        KnownDigests.Of("/archive", state).Save();
        Assert.Empty(File.ReadAllText(Assert.Single(Directory.GetFiles(state))));
        File.WriteAllText(Assert.Single(Directory.GetFiles(state)), $"nonsense\n1 2 3 {path}\n");
        Assert.Null(KnownDigests.Of("/archive", state).Find(path));
    }

    [Fact]
    public async Task A_stored_log_is_opened_with_age_and_zstd()
    {
        Assert.SkipUnless(Programs.OnPath("age") && Programs.OnPath("zstd"), "the programs age and zstd are not on this machine");
        var path = WriteLog(4);
        await using var repository = new ObjectStores().Open(Folder.Folder("store"));
        var logs = await PublishLogs.OpenAsync(repository, Owner, LogOptions(), Primitives, Host, TimeProvider.System, Token);
        var log = await logs.PublishAsync(path, Log(4), Times, Token);
        await File.WriteAllTextAsync(Folder.Combine("key"), Key.Reveal() + "\n", Token);
        Programs.Shell($"age -d -i '{Folder.Combine("key")}' '{Folder.Combine("store", log.Key)}' | zstd -d -q | cmp - '{path}'");
    }
}
