using System.Text;
using System.Text.Json.Nodes;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline;
using Db2Backup.Pipeline.Compression;
using Db2Backup.Storage;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

public sealed class CopyBackupTests : CatalogFixture
{
    private const string Backup = "SAMPLE/backups/20260301T110000Z-20260301120000/";
    private const string Manifest = Backup + "manifest.json";

    private readonly MemoryStore target = new();

    private static StoreChoice To(string name, IObjectStore store, string prefix = "") => new(name, new Repository(store, prefix, name), null);

    private async Task<PublishedBackup> CopyAsync(
        PublishedBackup backup, IObjectStore? to = null, IObjectStore? from = null, CopyBackupOptions? options = null, CancellationToken? token = null, SliceOptions? slices = null, string prefix = "") =>
        Assert.Single(await new CopyBackup(On(from ?? Memory), Host, TimeProvider.System)
            .RunAsync(backup, [To("target", to ?? target, prefix)], options ?? new(), token ?? Token, slices ?? Small));

    private Task<UnprotectedBackup> SaveAsync(IObjectStore store, PublishedBackup backup, string folder) =>
        new SaveBackup(On(store), Primitives, Host).RunUnprotectedAsync(backup, [Key], new SaveBackupOptions { TargetFolder = Folder.Combine(folder), Slices = Small }, Token);

    private async Task<PublishedLog> ShipAsync(int number, IObjectStore? store = null, byte seed = 1, bool encrypted = true, CompressionCodec codec = CompressionCodec.Zstd)
    {
        var path = Path.Combine(Folder.Folder("archive", $"{seed}"), new LogFileName(number).ToString());
        await File.WriteAllBytesAsync(path, [seed, .. Sample(90_000 + number)], Token);
        var options = new PublishLogsOptions(new ProtectOptions(codec, null, encrypted ? [Key.Recipient] : [])) { Slices = Small };
        var logs = await PublishLogs.OpenAsync(On(store ?? Memory), new("SAMPLE", "db2inst1", "host1", null, false), options, Primitives, Host, TimeProvider.System, Token);
        var closed = new DateTimeOffset(2026, 3, 1, 12, number, 0, TimeSpan.Zero);
        return await logs.PublishAsync(path, new(0, 0, 0, new LogFileName(number)), new LogTimes(closed, closed.AddSeconds(-1)), Token);
    }

    [Fact]
    public async Task A_copy_is_byte_for_byte_what_it_is_made_of_and_restores_without_its_source()
    {
        var image = Image();
        var published = await PublishAsync(image);
        var written = new List<string>();
        var watched = new FaultyStore(target) { OnCall = (call, _) => { if (call is StoreCall.Put) written.Add(string.Join('|', target.Keys)); } };
        var reads = new FaultyStore(Memory);
        var copy = await CopyAsync(published, watched, reads, new() { Publish = new() { ReadBackDigest = true } });

        Assert.Equal(Memory.Keys, target.Keys);
        // All but the two records of when, and by which run, something was begun.
        Assert.All(target.Keys.Where(k => k.StartsWith(Backup, StringComparison.Ordinal) && !k.EndsWith("started.json", StringComparison.Ordinal)), k => Assert.Equal(Memory[k], target[k]));
        // Everything was there when the manifest came.
        Assert.Equal(target.Keys.Except([Manifest]), written[^1].Split('|'));
        Assert.Equal(("target", "memory", false), (copy.Store, copy.CopiedFrom, copy.WasPublishedBefore));
        Assert.Equal(published.Image, copy.Image);
        Assert.Equal((2, "memory, target"), (copy.MinimumCopies, string.Join(", ", copy.Copies.Select(c => c.Store))));
        Assert.DoesNotContain(reads.Calls, c => c is StoreCall.Put or StoreCall.BeginUpload or StoreCall.Delete or StoreCall.CheckWritable or StoreCall.EndUploads);
        Assert.Contains("db2inst1", Encoding.UTF8.GetString(target["SAMPLE/identity.json"]), StringComparison.Ordinal);

        foreach (var key in Memory.Keys) await Memory.DeleteAsync(key, Token);
        var back = await SaveAsync(target, copy, "back");
        foreach (var file in image.Files) Assert.Equal(await File.ReadAllBytesAsync(file.Path, Token), await File.ReadAllBytesAsync(Path.Combine(back.Folder, file.Name.ToString()), Token));
        await new RemoveBackupImage(On(target), Host).RunAsync(copy, new(), Token);
    }

    [Fact]
    public async Task A_finished_copy_is_not_made_again_and_a_damaged_one_is_not_called_finished()
    {
        var published = await PublishAsync(Image());
        await CopyAsync(published);
        var watched = new FaultyStore(target);
        Assert.True((await CopyAsync(published, watched)).WasPublishedBefore);
        Assert.DoesNotContain(watched.Calls, c => c is StoreCall.Put or StoreCall.BeginUpload or StoreCall.Delete);
        var slice = Backup + published.Manifest.Files[0].Slices[0].Name;
        target[slice] = [.. target[slice][..^1], (byte)(target[slice][^1] ^ 1)];
        await RefusedAsync(ErrorCode.ReadBackMismatch, () => CopyAsync(published, options: new() { Publish = new() { ReadBackDigest = true } }));
        await target.DeleteAsync(slice, Token);
        await RefusedAsync(ErrorCode.ReadBackMismatch, () => CopyAsync(published));
    }

    [Fact]
    public async Task A_store_of_small_objects_gets_smaller_slices_and_what_the_manifest_says_besides_goes_along()
    {
        var image = Image();
        var published = await PublishAsync(image);
        var later = JsonNode.Parse(Memory[Manifest])!.AsObject();
        later["saidByALaterVersion"] = "x";
        later["files"]![1]!["also"] = 7;
        Memory[Manifest] = Encoding.UTF8.GetBytes(later.ToJsonString());
        var small = new MemoryStore { Facts = new() { MaximumObjectBytes = 30_000, MaximumParts = 3, MaximumPartBytes = 20_000 } };
        var copy = await CopyAsync(published, small, slices: new SliceOptions { PartBytes = 10_000, PartsPerSlice = 1000, ParallelParts = 2 });
        Assert.All(copy.Manifest.Files.SelectMany(f => f.Slices), s => Assert.InRange(s.Length, 1, 30_000));
        Assert.Equal(published.Manifest.Files.Select(f => (f.StoredLength, f.StoredSha256)), copy.Manifest.Files.Select(f => (f.StoredLength, f.StoredSha256)));
        var written = JsonNode.Parse(small[Manifest])!;
        Assert.Contains("+01:00", Encoding.UTF8.GetString(small[Manifest]), StringComparison.Ordinal);
        Assert.Equal(("x", 7), ((string?)written["saidByALaterVersion"], (int)written["files"]![1]!["also"]!));
        await SaveAsync(small, copy, "back");
        // And back into one that takes large ones.
        var again = new MemoryStore();
        Assert.Equal(published.Manifest.Files.SelectMany(f => f.Slices), (await CopyAsync(copy, again, small)).Manifest.Files.SelectMany(f => f.Slices));
        Assert.Equal("x", (string?)JsonNode.Parse(again[Manifest])!["saidByALaterVersion"]);
    }

    [Theory]
    [InlineData("no manifest", ErrorCode.BackupNotFound), InlineData("slice missing", ErrorCode.BackupIncomplete), InlineData("slice cut", ErrorCode.BackupIncomplete), InlineData("slice flipped", ErrorCode.StoredDataMismatch)]
    public async Task A_source_that_is_not_what_its_manifest_says_is_not_spread(string damage, ErrorCode code)
    {
        var published = await PublishAsync(Image());
        var slice = Backup + published.Manifest.Files[1].Slices[0].Name;
        switch (damage)
        {
            case "no manifest": await Memory.DeleteAsync(Manifest, Token); break;
            case "slice missing": await Memory.DeleteAsync(slice, Token); break;
            case "slice cut": Memory[slice] = Memory[slice][..^1]; break;
            default: Memory[slice] = [(byte)(Memory[slice][0] ^ 1), .. Memory[slice][1..]]; break;
        }
        var error = await RefusedAsync(code, () => CopyAsync(published));
        Assert.Contains("memory", error.Message, StringComparison.Ordinal);
        Assert.Empty(target.Keys);
        Assert.Empty(target.OpenUploads);
    }

    [Theory]
    [InlineData(StoreFault.Fails, false), InlineData(StoreFault.LosesAnswer, false), InlineData(StoreFault.CutsRead, false), InlineData(StoreFault.Fails, true), InlineData(StoreFault.LosesAnswer, true)]
    public async Task Whichever_call_fails_a_copy_is_there_or_not_and_the_next_run_succeeds(StoreFault fault, bool staysBroken)
    {
        var published = await PublishAsync(Image(length: 60_000));
        await ShipAsync(5);
        var options = new CopyBackupOptions { IncludeLogs = true, Publish = new() { ReadBackDigest = true } };
        foreach (var inSource in new[] { false, true })
        {
            var counting = new FaultyStore(inSource ? Memory : new MemoryStore());
            await CopyAsync(published, inSource ? new MemoryStore() : counting, inSource ? counting : Memory, options);
            for (var n = 1; n <= counting.CallCount; n++)
            {
                var memory = new MemoryStore();
                var faulty = new FaultyStore(inSource ? Memory : memory) { FailAt = n, Fault = fault, StaysBroken = staysBroken };
                var error = await Record.ExceptionAsync(() => CopyAsync(published, inSource ? memory : faulty, inSource ? faulty : Memory, options));
                Assert.True(error is Db2BackupException || (error is null && memory.Keys.Contains(Manifest)), $"{inSource} {n}: {error}");
                Assert.Empty(memory.OpenUploads);
                // Without a manifest nothing of the backup is left, unless the error says so.
                if (error is not null && !memory.Keys.Contains(Manifest))
                    Assert.All(memory.Keys.Where(k => k.StartsWith(Backup, StringComparison.Ordinal)), k => Assert.True(error.Message.Contains("DebrisRemaining", StringComparison.Ordinal) && error.Message.Contains(k, StringComparison.Ordinal) || error.Message.Contains(Backup, StringComparison.Ordinal), $"{n} {k}: {error.Message}"));
                Assert.Empty((await CopyAsync(published, memory, options: options)).Missing);
                Assert.Contains(memory.Keys, k => k.Contains("S0000005.LOG-", StringComparison.Ordinal) && k.EndsWith(".age", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_cancelled_copy_leaves_nothing_but_whole_logs()
    {
        var published = await PublishAsync(Image());
        await ShipAsync(5);
        var counting = new FaultyStore(new MemoryStore());
        await CopyAsync(published, counting, options: new() { IncludeLogs = true });
        for (var n = 1; n <= counting.CallCount; n += 3)
        {
            using var cancel = new CancellationTokenSource();
            var memory = new MemoryStore();
            var faulty = new FaultyStore(memory) { OnCall = (_, number) => { if (number == n) cancel.Cancel(); } };
            var error = await Record.ExceptionAsync(() => CopyAsync(published, faulty, options: new() { IncludeLogs = true }, token: cancel.Token));
            Assert.Empty(memory.OpenUploads);
            if (memory.Keys.Contains(Manifest)) continue;
            Assert.IsAssignableFrom<OperationCanceledException>(error);
            Assert.DoesNotContain(memory.Keys, k => k.StartsWith(Backup, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_destination_says_whose_it_is_and_who_is_at_work_there()
    {
        var published = await PublishAsync(Image());
        var admitted = new MemoryStore();
        await new PublishBackup(On(admitted), Host, TimeProvider.System).RunAsync(await ProtectAsync(Image(Database(host: "host2"), hour: 13, folder: "b")), PublishOptions(), Token);
        await RefusedAsync(ErrorCode.RepositoryBelongsToOther, () => CopyAsync(published, admitted));
        await CopyAsync(published, admitted, options: new() { Publish = new() { Admit = "db2inst1@host1" } });
        Assert.Contains("SAMPLE/identity-host1-db2inst1.json", admitted.Keys);

        var standIn = new MemoryStore();
        await new PublishBackup(On(standIn), Host, TimeProvider.System).RunAsync(await ProtectAsync(Image(Database(standIn: true), hour: 14, folder: "c")), PublishOptions(), Token);
        await RefusedAsync(ErrorCode.StandInMixed, () => CopyAsync(published, standIn, options: new() { Publish = new() { Admit = "db2inst1@host1" } }));

        using var alive = RunMark.Make(Guid.Empty);
        target[Backup + "started.json"] = ManifestJson.Write(StartedRecord.Create(TimeProvider.System) with { RunId = Guid.Empty });
        target[Backup + "left.0001"] = [1];
        await RefusedAsync(ErrorCode.PublishInProgress, () => CopyAsync(published));
        await CopyAsync(published, options: new() { Publish = new() { TakeOver = true } });
        Assert.DoesNotContain(Backup + "left.0001", target.Keys);

        var other = new MemoryStore();
        await new PublishBackup(On(other), Host, TimeProvider.System).RunAsync(await ProtectAsync(Image(length: 200_000, folder: "d")), PublishOptions(), Token);
        await RefusedAsync(ErrorCode.PublishedDifferently, () => CopyAsync(published, other));
        // The same image, stored there by itself, is a copy already.
        var itself = new MemoryStore();
        await new PublishBackup(On(itself), Host, TimeProvider.System).RunAsync(published.Image!, PublishOptions(), Token);
        Assert.True((await CopyAsync(published, itself)).WasPublishedBefore);
        await RefusedAsync(ErrorCode.StoreNamedTwice, () => CopyAsync(published, Memory));
    }

    [Fact]
    public async Task A_prefix_of_the_destination_is_its_own()
    {
        var published = await PublishAsync(Image(), prefix: "here");
        var copy = Assert.Single(await new CopyBackup(On(Memory, "here"), Host, TimeProvider.System).RunAsync(published, [To("target", target, "a/b")], new(), Token, Small));
        Assert.Equal("a/b/" + Backup, copy.Key);
        Assert.All(target.Keys, k => Assert.StartsWith("a/b/", k, StringComparison.Ordinal));
        Assert.Single((await new ListBackups(On(target, "a/b")).RunAsync(new(), Token)).Backups);
    }

    [Fact]
    public async Task Several_destinations_get_a_copy_each_and_too_few_are_an_error()
    {
        var published = await PublishAsync(Image());
        var (second, broken) = (new MemoryStore(), new FaultyStore(new MemoryStore()) { FailAt = 1, StaysBroken = true });
        var copy = new CopyBackup(Repository, Host, TimeProvider.System);
        Assert.Equal(2, (await copy.RunAsync(published, [To("a", target), To("b", second)], new(), Token, Small)).Count);
        Assert.Equal(Memory[Manifest], second[Manifest]);
        // What was asked for when it was published and what is asked for now is read back before a local file goes, each place once.
        var asked = published with { Copies = [new() { Store = "memory", Name = "memory", Key = Backup }, new() { Store = "b", Name = "b", Key = Backup }], MinimumCopies = 2 };
        var both = await copy.RunAsync(asked, [To("a", target), To("b", second)], new(), Token, Small);
        Assert.All(both, c => Assert.Equal(("memory, a, b", 3), (string.Join(", ", c.Copies.Select(x => x.Store)), c.MinimumCopies)));
        Assert.All(await copy.RunAsync(published with { Image = null, Protected = null }, [To("a", target)], new(), Token, Small), c => Assert.Equal((1, 1), (c.Copies.Count, c.MinimumCopies)));
        await RefusedAsync(ErrorCode.CopiesTooFew, () => copy.RunAsync(published, [To("a", target), To("c", broken)], new(), Token, Small));
        Assert.Single(await copy.RunAsync(published, [To("a", target), To("c", broken)], new() { MinimumCopies = 1 }, Token, Small));
    }

    [Fact]
    public async Task Logs_go_along_when_asked_for_with_what_is_said_of_them_and_each_once()
    {
        var published = await PublishAsync(Image());
        // The image carries logs 3 and 4. Log 5 exists twice, as names repeat.
        foreach (var number in new[] { 2, 4, 5, 6 }) await ShipAsync(number);
        var twin = await ShipAsync(5, seed: 9);
        await CopyAsync(published);
        Assert.DoesNotContain(target.Keys, k => k.Contains("/logs/", StringComparison.Ordinal));

        var copy = await CopyAsync(published, options: new() { IncludeLogs = true });
        Assert.Equal((true, 3), (copy.WasPublishedBefore, copy.CopiedLogs));
        string[] Logs(MemoryStore store) => store.Keys.Where(k => k.Contains("/logs/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(Logs(Memory).Where(k => !k.Contains("S0000002", StringComparison.Ordinal) && !k.Contains("S0000004", StringComparison.Ordinal)), Logs(target));
        Assert.All(Logs(target), k => Assert.Equal(Memory[k], target[k]));
        Assert.Equal(0, (await CopyAsync(published, options: new() { IncludeLogs = true })).CopiedLogs);

        // A description that came later is taken along though its log is there.
        var path = Path.Combine(Folder.Folder("archive", "1"), "S0000006.LOG");
        var logs = await PublishLogs.OpenAsync(Repository, new("SAMPLE", "db2inst1", "host1", null, false), new(new ProtectOptions(CompressionCodec.Zstd, null, [Key.Recipient])), Primitives, Host, TimeProvider.System, Token);
        await logs.PublishAsync(path, new(0, 0, 0, new LogFileName(6)), new LogTimes(DateTimeOffset.UnixEpoch, new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)), Token);
        await CopyAsync(published, options: new() { IncludeLogs = true });
        var listed = await new LogCatalog(On(target)).ListAsync("SAMPLE", Token);
        Assert.NotNull(listed.Single(l => l.Log.Name.Number == 6).CoversTime);
        var fetched = await new FetchLog(On(target), Primitives, Host).RunAsync(listed.Single(l => l.Key == twin.Key), [Key], Folder.Folder("overflow"), Small, Token);
        Assert.Equal(9, (await File.ReadAllBytesAsync(fetched, Token))[0]);
    }

    [Fact]
    public async Task An_image_without_its_logs_takes_those_of_its_own_end_along_or_is_not_copied()
    {
        var published = await PublishAsync(Image() with { IncludesLogs = false });
        await ShipAsync(3);
        var error = await RefusedAsync(ErrorCode.LogGap, () => CopyAsync(published));
        Assert.Contains("S0000004.LOG", error.Message, StringComparison.Ordinal);
        Assert.Empty(target.Keys);
        await ShipAsync(4);
        await ShipAsync(5);
        Assert.Equal(2, (await CopyAsync(published)).CopiedLogs);
        // What the destination has already need not be in the source.
        var there = new MemoryStore();
        await ShipAsync(3, there);
        await Memory.DeleteAsync(Memory.Keys.Single(k => k.Contains("S0000003", StringComparison.Ordinal) && k.EndsWith(".age", StringComparison.Ordinal)), Token);
        Assert.Equal(1, (await CopyAsync(published, there)).CopiedLogs);
    }

    [Theory]
    [InlineData("cut", ErrorCode.StoredDataMismatch), InlineData("exchanged", ErrorCode.StoredDataMismatch), InlineData("too large", ErrorCode.ObjectTooLarge), InlineData("not written", ErrorCode.ReadBackMismatch)]
    public async Task A_log_that_is_not_whole_or_does_not_fit_is_not_copied(string what, ErrorCode code)
    {
        var published = await PublishAsync(Image());
        var log = await ShipAsync(5, encrypted: false, codec: CompressionCodec.None);
        var store = new MemoryStore { Facts = what == "too large" ? new() { MaximumObjectBytes = 80_000 } : new() };
        if (what == "cut") Memory[log.Key] = Memory[log.Key][..^1];
        if (what == "exchanged") Memory[log.Key] = [(byte)(Memory[log.Key][0] ^ 1), .. Memory[log.Key][1..]];
        var faulty = new FaultyStore(store);
        if (what == "not written") faulty.OnCall = (call, _) => { if (call == StoreCall.Find && store.Keys.Contains(log.Key)) store[log.Key] = [1]; };
        await RefusedAsync(code, () => CopyAsync(published, faulty, options: new() { IncludeLogs = true }, slices: Small with { PartBytes = 20_000, PartsPerSlice = 4 }));
        Assert.DoesNotContain(store.Keys, k => k.StartsWith(Backup, StringComparison.Ordinal) || (k == log.Key && what != "not written"));
        Assert.Empty(store.OpenUploads);
    }

    [Fact]
    public async Task A_pin_stays_where_it_is_and_that_is_told()
    {
        var published = await PublishAsync(Image());
        Memory[Backup + "pin.json"] = [];
        Memory[Backup + "notes.txt"] = [1];
        await CopyAsync(published);
        Assert.DoesNotContain(target.Keys, k => k.EndsWith("pin.json", StringComparison.Ordinal) || k.EndsWith("notes.txt", StringComparison.Ordinal));
        Assert.Contains(Host.Warnings, w => w.Contains("pinned", StringComparison.Ordinal));
        Assert.Contains(Host.Details, d => d.Contains("notes.txt", StringComparison.Ordinal));
    }
}
