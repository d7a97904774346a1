using System.Globalization;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <param name="Current">The log that is written now: all before it are closed and archived.</param>
/// <param name="Chain">The log chain it belongs to.</param>
/// <param name="Closed">The logs that this closed, in order; none when the active one was empty.</param>
/// <param name="Covers">Everything that was committed by then is in the logs before <paramref name="Current"/>.</param>
internal sealed record ClosedLogs(LogFileName Current, int Chain, IReadOnlyList<LogFileName> Closed, DateTimeOffset Covers)
{
    /// <summary>Whether this is the last log that was closed, now or before: the one that reaches to <see cref="Covers"/>.</summary>
    public bool IsLast(LogExtent log) => IsOf(log) && log.Name.Number == Current.Number - 1;

    /// <summary>Whether this tells anything of that log: of the one partition and stream that was asked, and its chain.</summary>
    public bool IsOf(LogExtent log) => log is { Partition: 0, Stream: 0 } && log.Chain == Chain;
}

/// <summary>
/// Closes the active log of a database, and waits until it is in the archive: ARCHIVE LOG is asynchronous. Which log is written is
/// asked of the database; the first active log of its configuration is the oldest that crash recovery needs, and another one.
/// </summary>
internal sealed class LogClosing(ClpConnector db2, IOperationHost host, TimeProvider clock)
{
    private static readonly TimeSpan ArchiveLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ArchiveInterval = TimeSpan.FromMilliseconds(250);

    private sealed record State(int Current, int NextToArchive, int Chain);

    /// <exception cref="Db2BackupException">LogNotArchived, Db2AnswerNotUnderstood, or what Db2 refused.</exception>
    public async Task<ClosedLogs> RunAsync(Db2Database database, CancellationToken cancellationToken)
    {
        var alias = database.Database;
        await using var session = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        // A session of its own: ARCHIVE LOG wants none that is connected, and this connection keeps the database open meanwhile.
        await using var watch = await db2.OpenAsync(host.Verbose, cancellationToken).ConfigureAwait(false);
        (await watch.RunAsync(Statements.Connect(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        var before = await StateAsync(watch, database, cancellationToken).ConfigureAwait(false);
        var covers = clock.GetUtcNow();
        (await session.RunAsync(Statements.ArchiveLog(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        for (var until = clock.GetUtcNow() + ArchiveLimit; ;)
        {
            var now = await StateAsync(watch, database, cancellationToken).ConfigureAwait(false);
            if (now.NextToArchive >= now.Current)
            {
                var closed = Enumerable.Range(before.Current, Math.Max(0, now.Current - before.Current)).Select(n => new LogFileName(n)).ToList();
                if (closed.Count == 0) host.Verbose($"The active log of {database} was empty: there was nothing to close.");
                return new ClosedLogs(new LogFileName(now.Current), now.Chain, closed, covers);
            }
            if (clock.GetUtcNow() > until)
                throw new Db2BackupException(ErrorCode.LogNotArchived,
                    $"The active log of {database} was closed, and {new LogFileName(now.NextToArchive)} is not archived after {ArchiveLimit.TotalSeconds:0} s.", alias);
            await Task.Delay(ArchiveInterval, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<State> StateAsync(IDb2Session session, Db2Database database, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(Statements.LogState, cancellationToken).ConfigureAwait(false)).Checked(database.Database);
        return reply.Table is { Rows: [{ } row] } && Number(row[0]) is { } current && Number(row[1]) is { } next && Number(row[2]) is { } chain
            ? new State(current, next, chain)
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Db2 does not tell which log of {database} is written and which are archived: {reply.Output.Trim()}", database.Database);
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
