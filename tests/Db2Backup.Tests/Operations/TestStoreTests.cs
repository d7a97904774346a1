using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Operations;

/// <summary>Test-Db2BackupStore, without a server: what it tells, and that it leaves nothing.</summary>
public sealed class TestStoreTests : BackupFixture
{
    private static Repository Memory(IObjectStore store, string prefix = "a/b") => new(store, prefix, "memory");

    [Fact]
    public async Task A_store_is_tried_with_an_object_that_is_removed_again()
    {
        // Of a folder any name will do; of containers and prefixes BadInputTests says which.
        await using var repository = new ObjectStores().Open(Folder.Folder("Sicherungen für Db2 日本"));
        var test = await new TestStore(repository, Host).RunAsync(Token);
        Assert.True(test is { Passed: true, CanDelete: true, CanRead: true, Remaining: null, Errors.Count: 0, MaximumObjectBytes: null, ClockOffset: null }, string.Join('\n', test.Errors));
        Assert.Empty(Snapshot());
    }

    [Theory]
    [InlineData(StoreCall.CheckWritable, false), InlineData(StoreCall.Put, false), InlineData(StoreCall.OpenRead, false), InlineData(StoreCall.List, false), InlineData(StoreCall.Delete, true), InlineData(StoreCall.Describe, false)]
    public async Task What_does_not_work_is_told_each_by_itself(StoreCall broken, bool passed)
    {
        var memory = new MemoryStore();
        var faulty = new FaultyStore(memory) { FailAt = 1, FailKind = broken, StaysBroken = true };
        var test = await new TestStore(Memory(faulty), Host).RunAsync(Token);
        Assert.Equal(passed, test.Passed);
        Assert.NotEmpty(test.Errors);
        Assert.Equal(broken switch { StoreCall.CheckWritable or StoreCall.Put => null, StoreCall.Delete => false, _ => true }, test.CanDelete);
        Assert.Equal(memory.Keys, test.Remaining is null ? [] : [test.Remaining]);
        Assert.Equal(broken == StoreCall.Delete, Host.Warnings.Any(m => m.Contains("could not be removed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_may_only_read_is_told_so_and_nothing_is_said_of_a_test_object_that_was_never_written()
    {
        var memory = new MemoryStore { ["a/b/empty"] = [], ["a/b/there"] = [1, 2, 3], ["elsewhere"] = [1] };
        var faulty = new FaultyStore(memory) { FailAt = 1, FailKind = StoreCall.CheckWritable };
        var test = await new TestStore(Memory(faulty), Host).RunAsync(Token);
        Assert.True(test is { Passed: false, CanWrite: false, CanReadBack: false, CanRead: true, CanList: true, CanDelete: null, Remaining: null }, string.Join('\n', test.Errors));
        Assert.DoesNotContain(StoreCall.Delete, faulty.Calls);
        Assert.Empty(Host.Warnings);
        // With nothing to read, nothing is said of reading.
        var none = await new TestStore(Memory(new FaultyStore(new MemoryStore()) { FailAt = 1, FailKind = StoreCall.CheckWritable }), Host).RunAsync(Token);
        Assert.True(none is { CanRead: null, CanList: true });
    }

    [Theory]
    [InlineData(ErrorCode.StoreNotFound), InlineData(ErrorCode.StoreContainerMissing), InlineData(ErrorCode.StoreUnreachable), InlineData(ErrorCode.StoreTlsFailed), InlineData(ErrorCode.StoreSignInFailed), InlineData(ErrorCode.StoreClockSkewed)]
    public async Task Where_nothing_could_be_tried_there_is_an_error_and_no_warning_of_debris(ErrorCode code)
    {
        foreach (var kind in new[] { StoreCall.Describe, StoreCall.CheckWritable })
        {
            var faulty = new FaultyStore(new MemoryStore());
            faulty.OnCall = (call, _) => { if (call == kind) throw new Db2BackupException(code, "no", "memory"); };
            Assert.Equal(code, (await Assert.ThrowsAsync<Db2BackupException>(() => new TestStore(Memory(faulty), Host).RunAsync(Token))).Code);
            Assert.DoesNotContain(StoreCall.Put, faulty.Calls);
            Assert.DoesNotContain(StoreCall.Delete, faulty.Calls);
        }
        Assert.Empty(Host.Warnings);
    }

    [Fact]
    public async Task An_object_whose_answer_was_lost_is_removed_all_the_same()
    {
        var memory = new MemoryStore();
        var test = await new TestStore(Memory(new FaultyStore(memory) { FailAt = 1, FailKind = StoreCall.Put, Fault = StoreFault.LosesAnswer }), Host).RunAsync(Token);
        Assert.True(test is { CanWrite: false, CanDelete: null, Remaining: null });
        Assert.Empty(memory.Keys);
    }

    [Fact]
    public async Task Limits_and_clock_are_told_and_count()
    {
        async Task<BackupStoreTest> Of(StoreFacts facts) => await new TestStore(Memory(new MemoryStore { Facts = facts }), Host).RunAsync(Token);

        var small = await Of(new StoreFacts { MaximumParts = 10, MaximumPartBytes = 5L << 30, MinimumPartBytes = 5 << 20, ClockOffset = TimeSpan.FromMinutes(-14) });
        Assert.True(small is { Passed: true, MaximumParts: 10, MaximumObjectBytes: 50L << 30, SliceBytes: 10L * (16 << 20), MinimumPartBytes: 5 << 20, ClockOffset.TotalMinutes: -14 }, string.Join('\n', small.Errors));
        var useless = await Of(new StoreFacts { MaximumObjectBytes = 5000 });
        Assert.True(useless is { Passed: false, CanWrite: true, SliceBytes: null });
        Assert.Contains(useless.Errors, e => e.StartsWith("Describe: StoreFailed: ", StringComparison.Ordinal));
        foreach (var minutes in new[] { -60, 16 })
        {
            var skewed = await Of(new StoreFacts { ClockOffset = TimeSpan.FromMinutes(minutes) });
            Assert.True(skewed is { Passed: false, AllowsBackups: false, CanWrite: true } && skewed.ClockOffset == TimeSpan.FromMinutes(minutes));
            Assert.StartsWith("Describe: StoreClockSkewed: ", Assert.Single(skewed.Errors), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cancelling_the_test_of_a_store_leaves_nothing_in_it()
    {
        for (var n = 1; n <= 6; n++)
        {
            using var cancel = new CancellationTokenSource();
            var memory = new MemoryStore();
            var faulty = new FaultyStore(memory) { OnCall = (_, number) => { if (number == n) cancel.Cancel(); } };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new TestStore(Memory(faulty, ""), Host).RunAsync(cancel.Token));
            Assert.Empty(memory.Keys);
        }
    }
}
