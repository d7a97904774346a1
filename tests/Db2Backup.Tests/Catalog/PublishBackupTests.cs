using System.Text;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

public sealed class PublishBackupTests : CatalogFixture
{
    private const string Backup = "SAMPLE/backups/20260301T110000Z-20260301120000/";

    [Fact]
    public async Task Objects_come_first_and_the_manifest_last()
    {
        var written = new List<string>();
        var faulty = new FaultyStore(Memory);
        faulty.OnCall = (call, _) => { if (call is StoreCall.Put or StoreCall.Complete) written.Add(string.Join('|', Memory.Keys)); };
        var stored = await ProtectAsync(Image());
        var result = await Publisher(faulty).RunAsync(stored, PublishOptions(), Token);

        Assert.Equal(Backup, result.Key);
        Assert.False(result.WasPublishedBefore);
        var name = stored.Image.Files[0].Name + ".zst.age.0001";
        Assert.Equal([Backup + "manifest.json", Backup + "started.json", "SAMPLE/identity.json", "repository.json"], Memory.Keys.Where(k => k.EndsWith(".json", StringComparison.Ordinal)));
        Assert.Contains(Backup + name, Memory.Keys);
        // At the last write everything but the manifest was there.
        Assert.Equal(Memory.Keys.Except([Backup + "manifest.json"]), written[^1].Split('|'));
        Assert.Equal(stored.StoredBytes, result.StoredBytes);
        Assert.Equal(stored.Image.SizeBytes, result.PlainBytes);
        foreach (var file in result.Manifest.Files)
            Assert.Equal(await File.ReadAllBytesAsync(stored.Files.Single(f => f.Source.Name.ToString() == file.Name).Path, Token), file.Slices.SelectMany(s => Memory[Backup + s.Name]).ToArray());
        Assert.True(result.Manifest.Files[0].Slices.Count > 1);
        Assert.Empty(Memory.OpenUploads);
        Assert.DoesNotContain(PublishBackupStep.RemoveDebris, Host.Steps.OfType<PublishBackupStep>());
    }

    [Fact]
    public async Task A_plain_image_is_published_as_it_is_and_the_user_is_told()
    {
        var image = Image(files: 1);
        var result = await Publisher().RunAsync(image, PublishOptions() with { ReadBackDigest = true }, Token);
        Assert.Empty(result.Manifest.Recipients);
        Assert.Equal(await File.ReadAllBytesAsync(image.Path[0], Token), result.Manifest.Files[0].Slices.SelectMany(s => Memory[Backup + s.Name]).ToArray());
        Assert.Contains("without encryption", Assert.Single(Host.Warnings), StringComparison.Ordinal);
        await RefusedAsync(ErrorCode.ImageNotReachable, () => Publisher().RunAsync(image with { IsReachable = false }, PublishOptions(), Token));
    }

    public static TheoryData<StoreFault, bool, bool> Faults()
    {
        var data = new TheoryData<StoreFault, bool, bool>();
        foreach (var fault in Enum.GetValues<StoreFault>())
            foreach (var staysBroken in new[] { false, true })
                foreach (var again in new[] { false, true })
                    data.Add(fault, staysBroken, again);
        return data;
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Whichever_call_of_the_store_fails_there_is_no_false_success_no_unnamed_debris_and_the_next_run_succeeds(StoreFault fault, bool staysBroken, bool afterDebris)
    {
        var stored = await ProtectAsync(Image());
        var options = PublishOptions() with { ReadBackDigest = true };
        var counting = new FaultyStore(await StoreAsync(afterDebris));
        await Publisher(counting).RunAsync(stored, options, Token);
        Assert.True(counting.CallCount > 20, "the run is too short to prove anything");

        for (var n = 1; n <= counting.CallCount; n++)
        {
            var memory = await StoreAsync(afterDebris);
            var before = memory.Keys;
            var faulty = new FaultyStore(memory) { FailAt = n, Fault = fault, StaysBroken = staysBroken };
            var error = await Record.ExceptionAsync(() => Publisher(faulty).RunAsync(stored, options, Token));
            Assert.Empty(memory.OpenUploads);
            var published = memory.Keys.Contains(Backup + "manifest.json");
            if (error is null)
            {
                // A lost answer that the store itself could clear up.
                Assert.True(published, $"success without a manifest at call {n}");
            }
            else
            {
                Assert.IsType<Db2BackupException>(error);
                if (published) Assert.True(error.Message.Contains("backup is in the store", StringComparison.Ordinal) || error.Message.Contains(Backup, StringComparison.Ordinal), error.Message);
                else foreach (var key in memory.Keys.Except(before)) Assert.True(Named(error.Message, key), $"call {n}: {key} is left and not named in: {error.Message}");
            }

            var again = await Publisher(memory).RunAsync(stored, options, Token);
            Assert.Equal(published, again.WasPublishedBefore);
            await ManifestReader.CheckSlicesAsync(On(memory), again.Manifest, Backup, Token);
            Assert.Equal(stored.Files[1].StoredSha256, again.Manifest.Files[1].StoredSha256);
        }
    }

    private static bool Named(string message, string key) =>
        message.Contains("DebrisRemaining", StringComparison.Ordinal) && (message.Contains(key, StringComparison.Ordinal) || (key.StartsWith(Backup, StringComparison.Ordinal) && message.Contains($"{Backup} if it was not", StringComparison.Ordinal)));

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Cancelling_at_any_call_leaves_no_manifest_no_debris_and_no_open_upload(bool afterDebris)
    {
        var stored = await ProtectAsync(Image());
        var counting = new FaultyStore(await StoreAsync(afterDebris));
        await Publisher(counting).RunAsync(stored, PublishOptions(), Token);
        for (var n = 1; n <= counting.CallCount; n++)
        {
            using var cancel = new CancellationTokenSource();
            var memory = await StoreAsync(false);
            var faulty = new FaultyStore(memory) { OnCall = (_, number) => { if (number == n) cancel.Cancel(); } };
            var error = await Record.ExceptionAsync(() => Publisher(faulty).RunAsync(stored, PublishOptions(), cancel.Token));
            Assert.Empty(memory.OpenUploads);
            if (error is null || memory.Keys.Contains(Backup + "manifest.json"))
            {
                Assert.Contains(Backup + "manifest.json", memory.Keys);
                continue;
            }
            Assert.IsAssignableFrom<OperationCanceledException>(error);
            Assert.Empty(memory.Keys);
        }
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_folder_store_is_left_as_it_was_when_a_run_is_cancelled_or_a_call_fails(bool cancelled)
    {
        var stored = await ProtectAsync(Image());
        var counting = new FaultyStore(Memory);
        await Publisher(counting).RunAsync(stored, PublishOptions(), Token);
        var before = Snapshot();
        for (var n = 1; n <= counting.CallCount; n++)
        {
            using var cancel = new CancellationTokenSource();
            await using var folder = new FolderStore(Folder.Folder($"store{n}"));
            var faulty = new FaultyStore(folder) { FailAt = cancelled ? 0 : n, OnCall = (_, number) => { if (cancelled && number == n) cancel.Cancel(); } };
            var error = await Record.ExceptionAsync(() => Publisher(faulty).RunAsync(stored, PublishOptions(), cancel.Token));
            if (!File.Exists(Folder.Combine($"store{n}", Backup, "manifest.json"))) Assert.NotNull(error);
            else Directory.Delete(Folder.Combine($"store{n}"), recursive: true);
            Assert.Equal(before, Snapshot());
        }
    }

    [Fact]
    public async Task A_failure_at_any_step_is_a_failure()
    {
        var stored = await ProtectAsync(Image());
        foreach (var failing in Enum.GetValues<PublishBackupStep>())
        {
            var memory = await StoreAsync(true);
            Host.OnStep = step => { if (step.Equals(failing)) throw new IOException("injected", 28); };
            await RefusedAsync(ErrorCode.DiskFull, () => Publisher(memory).RunAsync(stored, PublishOptions(), Token));
            Assert.Equal(failing == PublishBackupStep.ReadBackManifest, memory.Keys.Contains(Backup + "manifest.json"));
            if (failing > PublishBackupStep.RemoveDebris && failing != PublishBackupStep.ReadBackManifest) Assert.Empty(memory.Keys);
            Host.OnStep = null;
            await Publisher(memory).RunAsync(stored, PublishOptions(), Token);
        }
    }

    [Fact]
    public async Task What_was_published_is_not_published_again()
    {
        var image = Image();
        var stored = await ProtectAsync(image);
        await Publisher().RunAsync(stored, PublishOptions(), Token);
        var faulty = new FaultyStore(Memory);
        var again = await Publisher(faulty).RunAsync(stored, PublishOptions(), Token);
        Assert.True(again.WasPublishedBefore);
        Assert.DoesNotContain(faulty.Calls, c => c is StoreCall.Put or StoreCall.BeginUpload or StoreCall.Delete);
        // The plain image too is the same backup.
        Assert.True((await Publisher().RunAsync(image, PublishOptions(), Token)).WasPublishedBefore);

        Memory[Backup + again.Manifest.Files[0].Slices[0].Name] = [1];
        await RefusedAsync(ErrorCode.ReadBackMismatch, () => Publisher().RunAsync(stored, PublishOptions(), Token));
    }

    [Fact]
    public async Task Another_image_of_the_same_name_is_refused()
    {
        await PublishAsync(Image());
        var before = Memory.Keys;
        var other = Image(length: 200_000, folder: "other");
        await RefusedAsync(ErrorCode.PublishedDifferently, () => Publisher().RunAsync(other, PublishOptions(), Token));
        Assert.Equal(before, Memory.Keys);
    }

    [Fact]
    public async Task A_file_that_changed_since_it_was_protected_is_not_published()
    {
        var stored = await ProtectAsync(Image());
        await File.AppendAllTextAsync(stored.Path[1], "x", Token);
        await RefusedAsync(ErrorCode.FileChanged, () => Publisher().RunAsync(stored, PublishOptions(), Token));
        var bytes = await File.ReadAllBytesAsync(stored.Path[1], Token);
        bytes[50_000] ^= 1;
        await File.WriteAllBytesAsync(stored.Path[1], bytes[..^1], Token);
        await RefusedAsync(ErrorCode.FileChanged, () => Publisher().RunAsync(stored, PublishOptions(), Token));
        File.Delete(stored.Path[1]);
        await RefusedAsync(ErrorCode.FileNotFound, () => Publisher().RunAsync(stored, PublishOptions(), Token));
        Assert.Empty(Memory.Keys);
    }

    [Fact]
    public async Task What_the_store_does_not_give_back_is_not_called_published()
    {
        var stored = await ProtectAsync(Image());
        var slice = Backup + stored.Image.Files[0].Name + ".zst.age.0001";
        Host.OnStep = step => { if (step is PublishBackupStep.ReadBack) Memory[slice] = Memory[slice][..^1]; };
        await RefusedAsync(ErrorCode.ReadBackMismatch, () => Publisher().RunAsync(stored, PublishOptions(), Token));
        Assert.Empty(Memory.Keys);
        Host.OnStep = step => { if (step is PublishBackupStep.ReadBack) Memory[slice] = [.. Memory[slice][..^1], (byte)(Memory[slice][^1] ^ 1)]; };
        await RefusedAsync(ErrorCode.ReadBackMismatch, () => Publisher().RunAsync(stored, PublishOptions() with { ReadBackDigest = true }, Token));
        Assert.Empty(Memory.Keys);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_to_is_refused_first()
    {
        var stored = await ProtectAsync(Image());
        var file = Folder.Combine("file");
        await File.WriteAllTextAsync(file, "", Token);
        await using var store = new FolderStore(file);
        await RefusedAsync(ErrorCode.StoreNotWritable, () => Publisher(store).RunAsync(stored, PublishOptions(), Token));
    }

    [Fact]
    public async Task A_run_at_work_is_not_disturbed_and_a_dead_one_is_replaced()
    {
        var stored = await ProtectAsync(Image());
        var mine = StartedRecord.Create(TimeProvider.System);
        foreach (var (record, live) in new[]
        {
            (mine, true),
            (mine with { HostName = "elsewhere" }, true),
            (mine with { HostName = "elsewhere", StartedTime = DateTimeOffset.UtcNow - StartedRecord.StaleAfter }, false),
            (mine with { ProcessId = int.MaxValue - 7 }, false),
            (mine with { ProcessId = Environment.ProcessId, ProcessStartTime = mine.ProcessStartTime.AddHours(-1) }, false),
        })
        {
            using var alive = RunMark.Make(record.RunId);
            var memory = new MemoryStore { [Backup + "started.json"] = ManifestJson.Write(record), [Backup + "left.0001"] = [1] };
            if (live)
            {
                await RefusedAsync(ErrorCode.PublishInProgress, () => Publisher(memory).RunAsync(stored, PublishOptions(), Token));
                Assert.Equal(2, memory.Keys.Count);
            }
            await Publisher(memory).RunAsync(stored, PublishOptions() with { TakeOver = live }, Token);
            Assert.DoesNotContain(Backup + "left.0001", memory.Keys);
        }
    }

    [Fact]
    public async Task A_pinned_backup_that_lost_its_manifest_is_not_taken_for_debris()
    {
        var memory = new MemoryStore { [Backup + "pin.json"] = [1], [Backup + "left.0001"] = [1] };
        await RefusedAsync(ErrorCode.BackupPinned, async () => await Publisher(memory).RunAsync(await ProtectAsync(Image()), PublishOptions() with { TakeOver = true }, Token));
        Assert.Equal(2, memory.Keys.Count);
    }

    [Fact]
    public async Task An_object_of_this_run_that_is_there_already_after_a_repeated_request_is_its_own()
    {
        var objects = new SmallObjects(Memory);
        Memory["a.json"] = [1, 2];
        Assert.True(await objects.CreateAsync("a.json", [1, 2], Token));
        Assert.False(await objects.CreateAsync("a.json", [1, 3], Token));
        Assert.Equal(["a.json"], objects.Keys);
    }

    [Fact]
    public async Task A_run_whose_place_was_taken_fails_and_deletes_nothing_of_the_other()
    {
        var stored = await ProtectAsync(Image());
        var other = new PublishBackup(Repository, new RecordingHost(), TimeProvider.System);
        var (store, overtaken) = (new FaultyStore(Memory), false);
        store.OnCall = (call, _) =>
        {
            if (call != StoreCall.Complete || overtaken) return;
            overtaken = true;
            other.RunAsync(stored, PublishOptions() with { TakeOver = true }, CancellationToken.None).GetAwaiter().GetResult();
        };
        await Assert.ThrowsAsync<Db2BackupException>(() => Publisher(store).RunAsync(stored, PublishOptions(), Token));
        Assert.True((await Publisher().RunAsync(stored, PublishOptions() with { ReadBackDigest = true }, Token)).WasPublishedBefore);
        Assert.Empty(Memory.OpenUploads);
    }

    [Fact]
    public async Task A_folder_belongs_to_one_database_and_others_are_admitted_by_name()
    {
        await PublishAsync(Image() with { DatabaseSeed = "5A" });
        foreach (var (other, admitted, key) in new[]
        {
            (Image(Database(host: "host2"), hour: 13, folder: "b"), "db2inst1@host2", "SAMPLE/identity-host2-db2inst1.json"),
            (Image(Database(instance: "db2inst2"), hour: 14, folder: "c"), "DB2INST2@HOST1", "SAMPLE/identity-host1-db2inst2.json"),
            (Image(hour: 15, folder: "d") with { DatabaseSeed = "6B" }, "db2inst1@host1", "SAMPLE/identity-host1-db2inst1-6B.json"),
        })
        {
            var stored = await ProtectAsync(other);
            var before = Memory.Keys;
            var error = await RefusedAsync(ErrorCode.RepositoryBelongsToOther, () => Publisher().RunAsync(stored, PublishOptions(), Token));
            Assert.Contains(admitted, error.Message, StringComparison.OrdinalIgnoreCase);
            await RefusedAsync(ErrorCode.RepositoryBelongsToOther, () => Publisher().RunAsync(stored, PublishOptions() with { Admit = "db2inst1@else" }, Token));
            Assert.Equal(before, Memory.Keys);
            await Publisher().RunAsync(stored, PublishOptions() with { Admit = admitted }, Token);
            Assert.Contains(key, Memory.Keys);
        }
        // Once admitted they need not be named again; a writer that does not know its seed is known by instance and host.
        await Publisher().RunAsync(await ProtectAsync(Image(Database(host: "host2"), hour: 16, folder: "e")), PublishOptions(), Token);
        Assert.Equal(4, Memory.Keys.Count(k => k.StartsWith("SAMPLE/identity", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task Stand_in_and_real_backups_never_share_a_repository(bool standInFirst)
    {
        await PublishAsync(Image(Database(standIn: standInFirst)));
        var before = Memory.Keys;
        foreach (var name in new[] { "SAMPLE", "OTHER" })
        {
            var stored = await ProtectAsync(Image(Database(name, standIn: !standInFirst), hour: 13, folder: name));
            await RefusedAsync(ErrorCode.StandInMixed, () => Publisher().RunAsync(stored, PublishOptions() with { Admit = "db2inst1@host1" }, Token));
        }
        Assert.Equal(before, Memory.Keys);
        await PublishAsync(Image(Database(standIn: !standInFirst), hour: 14, folder: "elsewhere"), prefix: "elsewhere");
    }

    [Fact]
    public async Task The_manifest_holds_what_a_restore_needs_and_no_secret()
    {
        var result = await PublishAsync(Image() with { DatabaseSeed = "5A", LogChain = 2 });
        var text = Encoding.UTF8.GetString(Memory[Backup + "manifest.json"]);
        foreach (var part in new[] { "\"20260301120000\"", "2026-03-01T12:00:00+01:00", "\"S0000003.LOG\"", "\"S0000004.LOG\"", "\"db2inst1\"", "\"host1\"", Key.Recipient.Fingerprint, "\"Online\"", "\"5A\"" })
            Assert.Contains(part, text, StringComparison.Ordinal);
        foreach (var secret in new[] { Key.Reveal(), Folder.Path, "AGE-SECRET-KEY" })
            Assert.DoesNotContain(secret, string.Concat(Memory.Keys.Where(k => k.EndsWith(".json", StringComparison.Ordinal)).Select(k => Encoding.UTF8.GetString(Memory[k]))), StringComparison.Ordinal);
        Assert.Equal(result.Manifest.Files.Count, (await ManifestReader.ReadAsync(Repository, Backup, Token))!.Files.Count);
    }

    [Fact]
    public async Task Published_slices_are_opened_with_cat_age_and_zstd()
    {
        Assert.SkipUnless(Programs.OnPath("age") && Programs.OnPath("zstd"), "the programs age and zstd are not on this machine");
        var image = Image();
        await using var repository = new ObjectStores().Open(Folder.Folder("store"));
        var result = await new PublishBackup(repository, Host, TimeProvider.System).RunAsync(await ProtectAsync(image), PublishOptions(), Token);
        await File.WriteAllTextAsync(Folder.Combine("key"), Key.Reveal() + "\n", Token);
        foreach (var file in result.Manifest.Files)
            Programs.Shell($"cat '{Folder.Combine("store")}/{result.Key}{file.Name}.zst.age.'* | age -d -i '{Folder.Combine("key")}' | zstd -d -q | cmp - '{Folder.Combine("images", file.Name)}'");
    }

    [Fact]
    public async Task The_commands_in_the_format_document_open_a_backup()
    {
        Assert.SkipUnless(Programs.OnPath("age") && Programs.OnPath("zstd"), "the programs age and zstd are not on this machine");
        var image = Image();
        await using var repository = new ObjectStores().Open(Folder.Folder("store"));
        await new PublishBackup(repository, Host, TimeProvider.System).RunAsync(await ProtectAsync(image), PublishOptions(), Token);
        await File.WriteAllTextAsync(Folder.Combine("key"), Key.Reveal() + "\n", Token);
        var block = FormatDocumentTests.Format.Split("```bash\n")[1].Split("```")[0];
        Assert.Contains("cd SAMPLE/backups/", block, StringComparison.Ordinal);
        var commands = string.Join('\n', block.Split('\n').Where(line => !line.StartsWith("db2 ", StringComparison.Ordinal)))
            .Replace("/restore", Folder.Folder("restored"), StringComparison.Ordinal).Replace("key.txt", Folder.Combine("key"), StringComparison.Ordinal);
        Programs.Shell($"set -e; cd '{Folder.Combine("store")}'\n{commands}");
        Assert.Equal(2, Directory.GetFiles(Folder.Combine("restored")).Length);
        foreach (var file in image.Files)
            Assert.Equal(await File.ReadAllBytesAsync(file.Path, Token), await File.ReadAllBytesAsync(Folder.Combine("restored", file.Name.ToString()), Token));
    }

    /// <summary>Empty, or with what a killed run left.</summary>
    private async Task<MemoryStore> StoreAsync(bool withDebris)
    {
        var memory = new MemoryStore();
        if (!withDebris) return memory;
        await memory.PutAsync(Backup + "started.json", ManifestJson.Write(StartedRecord.Create(TimeProvider.System)), Token);
        await memory.PutAsync(Backup + Image().Files[0].Name + ".zst.age.0001", new byte[] { 1, 2, 3 }, Token);
        return memory;
    }
}
