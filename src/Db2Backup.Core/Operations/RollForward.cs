using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Invoke-Db2Rollforward: one ROLLFORWARD with AND COMPLETE, and what QUERY STATUS says afterwards.</summary>
internal sealed class RollForward(IDb2Session session, IOperationHost host)
{
    /// <param name="overflowLogPath">Where logs lie that are not in Db2's own paths; null for none.</param>
    /// <param name="noRetrieve">Do not ask the archive method.</param>
    /// <returns>The status before completion: the logs and the last transaction that were applied.</returns>
    /// <exception cref="Db2BackupException">What Db2 refused, or RollforwardNotComplete.</exception>
    public async Task<RollforwardStatus> RunAsync(string alias, RecoveryTarget target, string? overflowLogPath, bool noRetrieve, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(Statements.Rollforward(alias, target, complete: true, overflowLogPath, noRetrieve), cancellationToken).ConfigureAwait(false)).Checked(alias);
        // SQL1271W: recovered, but table spaces are offline; the read-back tells which. It comes instead of the table.
        var printed = RollforwardParser.Parse(reply.Output, alias).FirstOrDefault();
        var status = await QueryAsync(session, alias, cancellationToken).ConfigureAwait(false);
        if (status.Any(s => s.IsPending))
            throw new Db2BackupException(ErrorCode.RollforwardNotComplete, $"The rollforward of {alias} ended without an error, and its status is '{status.First(s => s.IsPending).Status}'.", alias);
        foreach (var message in reply.Messages.Where(m => m.Severity == Db2Severity.Warning)) host.Warning($"{message.Id}  {message.Text}");
        return printed ?? status[0];
    }

    /// <summary>
    /// Ends a rollforward to a point in time that came to the end of the logs before it: nothing was committed between the last log
    /// record and that time, which the caller knows. Db2 cannot know it, and halts (SQL4970N).
    /// </summary>
    /// <param name="last">The last log that has to be applied; null when the image's own are all.</param>
    /// <returns>The status before completion; null, and nothing was done, when it does not stand at the end of the logs.</returns>
    public async Task<RollforwardStatus?> CompleteAtEndAsync(
        string alias, DateTimeOffset asked, LogFileName? last, string? overflowLogPath, bool noRetrieve, CancellationToken cancellationToken)
    {
        if (await QueryAsync(session, alias, cancellationToken).ConfigureAwait(false) is not [{ IsPending: true } stands]) return null;
        var isAtEnd = last is not { } needed || (stands.LastLogProcessed?.Number >= needed.Number && stands.NextLog?.Number > needed.Number);
        if (!isAtEnd || stands.LastCommitted > asked) return null;
        (await session.RunAsync(Statements.CompleteRollforward(alias, overflowLogPath, noRetrieve), cancellationToken).ConfigureAwait(false)).Checked(alias);
        var status = await QueryAsync(session, alias, cancellationToken).ConfigureAwait(false);
        return status.FirstOrDefault(s => s.IsPending) is not { } pending ? stands : throw new Db2BackupException(ErrorCode.RollforwardNotComplete,
            $"The rollforward of {alias} was completed without an error, and its status is '{pending.Status}'.", alias);
    }

    /// <summary>ROLLFORWARD … QUERY STATUS USING UTC TIME: works in every state.</summary>
    public static async Task<IReadOnlyList<RollforwardStatus>> QueryAsync(IDb2Session session, string alias, CancellationToken cancellationToken)
    {
        var reply = (await session.RunAsync(Statements.QueryRollforward(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        return RollforwardParser.Parse(reply.Output, alias) is { Count: > 0 } status
            ? status
            : throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Db2 told no rollforward status of {alias}: {reply.Output.Trim()}", alias);
    }
}
