using Db2Backup.Db2;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <param name="Database">The database as it is now.</param>
/// <param name="Passed">What was found right, in words.</param>
internal sealed record VerifiedRecovery(Db2Database Database, IReadOnlyList<string> Passed);

/// <summary>The post-conditions of a restore, each read from Db2. One that does not hold is an error: the restore is not done.</summary>
internal sealed class RecoveryVerification(IDb2Session session, Db2Instance instance, TimeProvider clock)
{
    public async Task<VerifiedRecovery> VerifyAsync(RecoveryPlan plan, RollforwardStatus? rolled, CancellationToken cancellationToken)
    {
        var alias = plan.TargetDatabase;
        var passed = new List<string>();
        var database = await new DatabaseReader(instance, clock).ReadAsync(session, alias, cancellationToken).ConfigureAwait(false);
        Require(database.IsUsable, $"restore pending {database.RestorePending}, rollforward pending {database.RollforwardPending}, backup pending {database.BackupPending}", "nothing is pending");
        if (plan.RollsForward) RequireLogs(plan, rolled);

        (await session.RunAsync(Statements.Connect(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        passed.Add("a connection works");
        var abnormal = await RowsAsync(Statements.AbnormalTableSpaces, cancellationToken).ConfigureAwait(false);
        Require(abnormal.Count == 0, $"table space {First(abnormal)} is not normal", "all table spaces are normal");
        // A LOAD NONRECOVERABLE or an unlogged change is rolled forward over without a word (SQL1477N at the first use).
        var unavailable = await RowsAsync(Statements.UnavailableTables, cancellationToken).ConfigureAwait(false);
        Require(unavailable.Count == 0, $"table {First(unavailable)} is not available: an unlogged change was rolled forward over", "all tables are available");
        (await session.RunAsync(Statements.ConnectReset, cancellationToken).ConfigureAwait(false)).Checked(alias);
        return new VerifiedRecovery(database, passed);

        void Require(bool holds, string otherwise, string right)
        {
            if (!holds) throw new Db2BackupException(ErrorCode.RecoveryNotComplete, $"The restore of {alias} is not complete: {otherwise}.", alias);
            passed.Add(right);
        }

        void RequireLogs(RecoveryPlan plan, RollforwardStatus? rolled)
        {
            // Where Db2 tells of no transaction nothing is claimed.
            if (plan.Target.PointInTime is { } asked && rolled?.LastCommitted is { } last)
                Require(last <= asked, $"its last transaction is of {last:u}, after {asked:u}", "no transaction is later than asked");
            if (plan.Target.Kind == RecoveryTargetKind.EndOfLogs && plan.Logs.Count > 0)
                Require(rolled?.LastLogProcessed is { } read && read.Number >= plan.Logs[^1].Log.Name.Number,
                    $"log {plan.Logs[^1].Log.Name} was to be applied, and {rolled?.LastLogProcessed?.ToString() ?? "none"} was the last one", "all logs of the plan were applied");
        }

        static string First(IReadOnlyList<IReadOnlyList<string?>> rows) => rows.Count == 0 ? "" : string.Join('.', rows[0]);
    }

    private async Task<IReadOnlyList<IReadOnlyList<string?>>> RowsAsync(Db2Statement query, CancellationToken cancellationToken)
    {
        var reply = await session.RunAsync(query, cancellationToken).ConfigureAwait(false);
        return reply.Checked(null).Table?.Rows
            ?? throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, $"Db2 gave no table for '{query.Shown}': {reply.Output.Trim()}");
    }
}
