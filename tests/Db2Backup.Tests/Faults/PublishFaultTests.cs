using System.Diagnostics;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Tests.Catalog;
using Db2Backup.Tests.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Faults;

/// <summary>The cells of publishing. It knows no Db2, so it needs no instance: store, files and cancellation are its world.</summary>
public sealed class PublishFaultTests : CatalogFixture
{
    private const string Backup = "SAMPLE/backups/20260301T110000Z-20260301120000/";
    private const string Manifest = Backup + "manifest.json";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static TheoryData<string, Fault> Cells()
    {
        var data = new TheoryData<string, Fault>();
        foreach (var (step, fault) in FaultTable.All().Where(c => c.Step is PublishBackupStep && FaultTable.Find(c.Step, c.Fault) is Cell.Fails)) data.Add(step.ToString(), fault);
        return data;
    }

    [Theory, MemberData(nameof(Cells))]
    public async Task Publishing_survives(string name, Fault fault)
    {
        var step = Enum.Parse<PublishBackupStep>(name);
        var cell = Assert.IsType<Cell.Fails>(FaultTable.Find(step, fault));
        var stored = await ProtectAsync(Image());
        var memory = await WithDebrisAsync();
        var before = memory.Keys;
        var store = new StoreSwitch(memory);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var active = false;
        var forGood = cell.Injection is Injection.StoreFails { ForGood: true };
        Host.OnStep = announced =>
        {
            if (announced.Equals(step)) Begin();
            else if (active && !forGood) store.Heal();
        };

        var elapsed = Stopwatch.StartNew();
        var files = Snapshot();
        var error = await Record.ExceptionAsync(() => Publisher(store.Faulty).RunAsync(stored, PublishOptions() with { ReadBackDigest = true, Kit = new GivenKit(Sample(90_000)) }, cancel.Token));
        store.Heal();
        Host.OnStep = null;
        Assert.True(elapsed.Elapsed < Bound, $"it took {elapsed.Elapsed}");
        Assert.Contains(step, Host.Steps.OfType<PublishBackupStep>());
        var id = error switch { OperationCanceledException => Cell.CancelledId, Db2BackupException ours => ours.ErrorId, _ => "no error of ours: " + error };
        Assert.True(cell.Ids.Contains(id), $"{id} is none of {string.Join(", ", cell.Ids)}: {error}");
        Assert.Empty(memory.OpenUploads);
        Assert.Equal(files, Snapshot());

        // Once the manifest is written the backup is there, whatever follows, and the error says so.
        var published = memory.Keys.Contains(Manifest);
        Assert.Equal(step == PublishBackupStep.ReadBackManifest, published);
        if (published) Assert.Contains("backup is in the store", error!.Message, StringComparison.Ordinal);
        else Assert.All(memory.Keys.Except(before), key => Assert.True(Named(error!.Message, key), $"{key} is left and not named in: {error.Message}"));

        var again = await Publisher(memory).RunAsync(stored, PublishOptions(), Token);
        Assert.Equal(published, again.WasPublishedBefore);
        await ManifestReader.CheckSlicesAsync(On(memory), again.Manifest, Backup, Token);

        void Begin()
        {
            active = true;
            switch (cell.Injection)
            {
                case Injection.Cancel: cancel.Cancel(); break;
                case Injection.StoreHangs: store.Hang(cancel.Cancel, cancel.Token); break;
                case Injection.StoreFails(var number, _): store.Fail(number); break;
                default: throw new InvalidOperationException($"nobody knows how to make {cell.Injection}");
            }
        }
    }

    [Fact]
    public async Task A_fault_that_cannot_occur_has_a_reason_that_holds()
    {
        Assert.DoesNotContain(typeof(PublishBackup).GetConstructors().Single().GetParameters(), p => p.ParameterType.Namespace == typeof(global::Db2Backup.Db2.IDb2Connector).Namespace);
        var memory = await WithDebrisAsync();
        var store = new StoreSwitch(memory);
        var seen = new Dictionary<PublishBackupStep, IReadOnlyList<StoreCall>>();
        var wrote = new HashSet<PublishBackupStep>();
        PublishBackupStep? current = null;
        var stored = await ProtectAsync(Image());
        var files = Snapshot();
        Host.OnStep = announced => { Close(); current = (PublishBackupStep)announced; };
        await Publisher(store.Faulty).RunAsync(stored, PublishOptions() with { Kit = new GivenKit(Sample(90_000)) }, Token);
        Close();
        Assert.Equal(Enum.GetValues<PublishBackupStep>(), seen.Keys.Order());
        foreach (var (step, calls) in seen)
            foreach (var fault in Enum.GetValues<Fault>())
                if (FaultTable.Find(step, fault) is Cell.Impossible(var why))
                    Assert.True(why switch
                    {
                        Why.NoDb2 => true,
                        Why.NoStoreCall => calls.Count == 0,
                        Why.StoresNothing => !calls.Any(StoreSwitch.NeedsRoom),
                        Why.WritesNothing => !wrote.Contains(step),
                        _ => false,
                    }, $"{step} x {fault}: {why} does not hold: {string.Join(", ", calls)}");

        void Close()
        {
            var calls = store.TakeCalls();
            if (current is not { } step) return;
            seen[step] = calls;
            if (!files.SequenceEqual(Snapshot())) wrote.Add(step);
        }
    }

    /// <summary>What a run left that was killed: so that the step which removes it is done too.</summary>
    private async Task<MemoryStore> WithDebrisAsync()
    {
        var memory = new MemoryStore();
        await memory.PutAsync(Backup + "started.json", ManifestJson.Write(StartedRecord.Create(TimeProvider.System)), Token);
        await memory.PutAsync(Backup + "SAMPLE.0.db2inst1.DBPART000.20260301120000.001.zst.age.0001", new byte[] { 1, 2, 3 }, Token);
        return memory;
    }

    private static bool Named(string message, string key) => message.Contains(key, StringComparison.Ordinal)
        || (key.StartsWith(Backup, StringComparison.Ordinal) && message.Contains($"{Backup} if it was not", StringComparison.Ordinal));
}
