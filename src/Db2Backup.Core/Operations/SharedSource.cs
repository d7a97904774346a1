using System.Runtime.ExceptionServices;
using Db2Backup.Catalog;
using Db2Backup.Hosting;
using Db2Backup.Storage;

namespace Db2Backup.Operations;

/// <summary>
/// One image on its way into several stores. It is made once, and what is made goes into all of them; each store is published to by a run of its
/// own (started.json, slices, read back, manifest last), which takes part with a content of its own. A run that fails leaves, and the
/// others go on; when the image itself fails, all do.
/// </summary>
/// <param name="expected">The stores that will take part; it begins when each has come or has left.</param>
/// <param name="slices">Cut alike for all.</param>
internal sealed class SharedSource(IPublishSource inner, IReadOnlyList<Repository> expected, SliceOptions slices, TimeProvider clock, CancellationToken cancellationToken) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private readonly List<Member> members = expected.Select(r => new Member(r)).ToList();
    private readonly TaskCompletionSource<StoredContent> content = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private bool begun, disposed;

    /// <summary>What ended the making of the image, when that was none of the stores.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>What one of the stores publishes.</summary>
    /// <param name="told">Hears that the store is not to blame, for as long as it is not.</param>
    public IPublishSource For(Repository repository, IOperationHost told) => new Content(this, members.First(m => m.Repository == repository), told);

    /// <summary>The run on this store has ended, or nobody waits for it any more.</summary>
    public void Leave(Repository repository, Exception cause) => Leave(members.First(m => m.Repository == repository), cause);

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            stop.Dispose();
        }
    }

    private void Leave(Member member, Exception cause)
    {
        if (!member.TryLeave(cause)) return;
        Advance();
        lock (gate)
            if (!disposed && members.All(m => m.HasLeft)) stop.Cancel();
    }

    /// <summary>Begins when everybody has come who will.</summary>
    private void Advance()
    {
        lock (gate)
        {
            if (begun || disposed || members.Any(m => !m.HasJoined && !m.HasLeft) || members.All(m => m.HasLeft)) return;
            begun = true;
        }
        _ = Task.Run(MakeAsync, CancellationToken.None);
    }

    private async Task MakeAsync()
    {
        try
        {
            content.SetResult(await inner.StoreAsync(StoreAsync, stop.Token).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // Told by every run that still waits.
            if (members.Any(m => !m.HasLeft)) Failure = e;
            content.SetException(e);
            _ = content.Task.Exception;
        }
    }

    /// <summary>One file into all stores that still take part; gives back what one of them made of it.</summary>
    private async Task<ManifestFile> StoreAsync(string name, int sequence, string extension, Func<Stream, CancellationToken, Task<ExpectedBytes?>> write, CancellationToken token)
    {
        var fan = new PartFan(slices);
        await using (fan.ConfigureAwait(false))
        {
            var made = new TaskCompletionSource<ExpectedBytes?>(TaskCreationOptions.RunContinuationsAsynchronously);
            var running = members.Where(m => !m.HasLeft).Select(m => (Member: m, Task: m.RunAsync(name, sequence, extension, fan, made.Task, Leave))).ToList();
            try
            {
                var bytes = await write(fan, token).ConfigureAwait(false);
                fan.Complete();
                made.SetResult(bytes);
            }
            catch (Exception e)
            {
                made.SetException(e);
                _ = made.Task.Exception;
                fan.Fail(e);
                await EndedAsync(running).ConfigureAwait(false);
                throw;
            }
            await EndedAsync(running).ConfigureAwait(false);
            return running.Where(r => r.Task.IsCompleted).Select(r => r.Task.Result).FirstOrDefault(f => f is not null) ?? throw new OperationCanceledException("No store takes this stream any more.");
        }
    }

    /// <summary>Does not wait for a store that has left: its run does.</summary>
    private static Task EndedAsync(IEnumerable<(Member Member, Task<ManifestFile?> Task)> running) =>
        Task.WhenAll(running.Select(r => Task.WhenAny(r.Task, r.Member.Left)));

    /// <summary>The part of one store.</summary>
    private sealed class Member(Repository repository)
    {
        private readonly TaskCompletionSource<Exception> left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<ManifestFile> files = [];
        private readonly List<Task> running = [];
        private StoreFile? store;
        private CancellationTokenSource? stop;

        public Repository Repository => repository;

        public PartsWaiting Waiting { get; } = new();

        public bool HasJoined => Volatile.Read(ref store) is not null;

        public bool HasLeft => left.Task.IsCompleted;

        public Task<Exception> Left => left.Task;

        public IReadOnlyList<ManifestFile> Files
        {
            get { lock (files) return files.OrderBy(f => f.Sequence).ToList(); }
        }

        public void Join(StoreFile with, CancellationTokenSource stopping)
        {
            stop = stopping;
            Volatile.Write(ref store, with);
        }

        public bool TryLeave(Exception cause)
        {
            if (!left.TrySetResult(cause)) return false;
            try
            {
                stop?.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It left because it was done.
                return true;
            }
            return true;
        }

        /// <summary>All that this store does has ended.</summary>
        public Task EndedAsync()
        {
            lock (running) return Task.WhenAll(running);
        }

        /// <returns>Null when the store left.</returns>
        public Task<ManifestFile?> RunAsync(string name, int sequence, string extension, PartFan fan, Task<ExpectedBytes?> made, Action<Member, Exception> leave)
        {
            var task = OneAsync(name, sequence, extension, fan, made, leave);
            lock (running) running.Add(task);
            return task;
        }

        private async Task<ManifestFile?> OneAsync(string name, int sequence, string extension, PartFan fan, Task<ExpectedBytes?> made, Action<Member, Exception> leave)
        {
            try
            {
                var file = await store!(name, sequence, extension, async (upload, token) =>
                {
                    await fan.SendToAsync((SlicedUpload)upload, Waiting, token).ConfigureAwait(false);
                    return await made.WaitAsync(token).ConfigureAwait(false);
                }, stop!.Token).ConfigureAwait(false);
                lock (files) files.Add(file);
                return file;
            }
            catch (Exception e)
            {
                // When the image itself fails, it is not this store that did; whoever waits for the image is told.
                if (!made.IsFaulted) leave(this, e);
                return null;
            }
        }
    }

    /// <summary>The image as one of the stores sees it.</summary>
    private sealed class Content(SharedSource shared, Member member, IOperationHost told) : IPublishSource
    {
        private IPublishSource Inner => shared.Source;

        public BackupImage Image => Inner.Image;

        public BackupImage? LocalImage => Inner.LocalImage;

        public ProtectedBackup? Protected => Inner.Protected;

        public IReadOnlyList<string> Recipients => Inner.Recipients;

        public void Check() => Inner.Check();

        public Task CheckSameAsync(BackupManifest manifest, string backup, Action<long> onRead, CancellationToken cancellationToken) =>
            Inner.CheckSameAsync(manifest, backup, onRead, cancellationToken);

        public async Task<StoredContent> StoreAsync(StoreFile store, CancellationToken cancellationToken)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            member.Join(store, stop);
            shared.Advance();
            var all = shared.content.Task;
            while (!all.IsCompleted && !member.HasLeft)
            {
                await Task.WhenAny(all, member.Left, Task.Delay(LookInterval, shared.Clock, CancellationToken.None)).ConfigureAwait(false);
                // Silent is who has parts to send and gets none away; who waits for Db2 or for another store is not.
                if (member.Waiting.Moves()) told.Progress(new OperationProgress($"Publishing {Image.Database}", "Storing"));
            }
            if (member.HasLeft)
            {
                await member.EndedAsync().ConfigureAwait(false);
                ExceptionDispatchInfo.Throw(await member.Left.ConfigureAwait(false));
            }
            var content = await all.ConfigureAwait(false);
            return content with { Files = member.Files };
        }
    }

    private IPublishSource Source => inner;

    private TimeProvider Clock => clock;
}
