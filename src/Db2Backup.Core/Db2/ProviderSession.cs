using System.Data;
using System.Data.Common;
using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>
/// A session over the .NET provider: one open connection to one database. Queries run as they are, commands through
/// ADMIN_CMD where Db2 allows it [sql.md]; everything else belongs to the CLP and is refused before anything is sent.
/// </summary>
internal sealed class ProviderSession(DbConnection connection, ProviderAddress address, ProviderCredential credential, Action<string>? trace) : IDb2Session
{
    // As for the CLP: how long an interrupted statement may take to end before the session is given up.
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan InterruptInterval = TimeSpan.FromSeconds(1);

    private Task? running;

    public async Task<Db2Reply> RunAsync(Db2Statement statement, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (running is { IsCompleted: false })
            throw new Db2BackupException(ErrorCode.Db2NotReachable, $"The session with {address} was lost: an earlier statement did not end when it was interrupted.", address.Database);
        if (statement.ConnectsTo is { } alias) return Connected(statement, alias);
        if (!statement.IsQuery && statement.AdminCommand is null)
            throw new Db2BackupException(ErrorCode.NotSupportedOverProvider, $"'{statement.Shown}' cannot be run over the .NET provider.", address.Database);

        trace?.Invoke((statement.IsQuery ? "sql " : "sql CALL SYSPROC.ADMIN_CMD ") + statement.Shown);
        using var command = connection.CreateCommand();
        // A backup takes hours; the provider's own limit is 30 seconds.
        command.CommandTimeout = 0;
        if (statement.IsQuery) command.CommandText = statement.Text;
        else CallAdminCommand(command, statement.AdminCommand!);
        try
        {
            return Answer(statement, await ExecuteAsync(command, statement, cancellationToken).ConfigureAwait(false));
        }
        catch (DbException error)
        {
            return ProviderMessages.Refused(statement, error, credential);
        }
        catch (InvalidOperationException error)
        {
            // Thrown by drivers for a connection that was forced off or broke.
            throw new Db2BackupException(ErrorCode.Db2NotReachable, $"The session with {address} was lost: {credential.Masked(error.Message)}", address.Database);
        }
    }

    /// <summary>The connection is there from the beginning; CONNECT RESET leaves it, as the next CONNECT would make it again.</summary>
    private Db2Reply Connected(Db2Statement statement, string alias) => alias.Length == 0 || alias == address.Database
        ? new Db2Reply(statement, 0, "", [], null)
        : throw new Db2BackupException(ErrorCode.NotSupportedOverProvider, $"This session is connected to {address}, and not to {alias}: Connect-Db2Instance -Database {alias} opens one.", alias);

    private static void CallAdminCommand(DbCommand command, string text)
    {
        command.CommandText = "CALL SYSPROC.ADMIN_CMD(?)";
        var parameter = command.CreateParameter();
        parameter.ParameterName = "command";
        parameter.DbType = DbType.String;
        parameter.Value = text;
        command.Parameters.Add(parameter);
    }

    /// <summary>Drivers block: it runs on a thread of its own. Returns when the statement has ended, also after a cancellation.</summary>
    private async Task<IReadOnlyList<Db2Table>> ExecuteAsync(DbCommand command, Db2Statement statement, CancellationToken cancellationToken)
    {
        var work = Task.Run(() =>
        {
            using var reader = command.ExecuteReader();
            return ProviderValues.Read(reader);
        }, CancellationToken.None);
        running = work;
        try
        {
            return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await InterruptAsync(command, work, statement).ConfigureAwait(false);
            throw;
        }
    }

    private async Task InterruptAsync(DbCommand command, Task work, Db2Statement statement)
    {
        using var limit = new CancellationTokenSource(InterruptLimit);
        while (!work.IsCompleted && !limit.IsCancellationRequested)
        {
            // Again and again: a cancellation that comes before Db2 has the statement is lost.
            try
            {
                command.Cancel();
            }
            catch (Exception e) when (e is DbException or InvalidOperationException)
            {
                trace?.Invoke("The statement could not be cancelled: " + credential.Masked(e.Message));
            }
            await Task.WhenAny(work, Task.Delay(InterruptInterval, CancellationToken.None)).ConfigureAwait(false);
        }
        // Ended one way or the other: SQL0952N is what was wanted. Its failure is seen here so that it is not lost unseen.
        if (work.IsFaulted) trace?.Invoke(credential.Masked(work.Exception!.GetBaseException().Message));
        else if (!work.IsCompleted) trace?.Invoke($"Db2 did not end '{statement.Shown}' within {InterruptLimit.TotalSeconds} s of the interrupt.");
    }

    private static Db2Reply Answer(Db2Statement statement, IReadOnlyList<Db2Table> tables)
    {
        var table = tables.Count > 0 ? tables[0] : null;
        if (statement.IsQuery) return new Db2Reply(statement, table is { Rows.Count: 0 } ? 1 : 0, "", [], table);
        // The rows of ADMIN_CMD stand for what the CLP would print: BACKUP_TIME for the line with the timestamp.
        var output = table is null ? "" : string.Join('\n', table.Rows.Select(r => string.Join(' ', r)));
        var messages = tables.SelectMany(PartitionFailures).ToList();
        return new Db2Reply(statement, ProviderMessages.ExitCode(messages), output, messages, table);
    }

    /// <summary>With several partitions a second result set tells how each ended; the CALL itself may have succeeded [sql.md, ADMIN_CMD].</summary>
    private static IEnumerable<Db2Message> PartitionFailures(Db2Table table)
    {
        var column = table.Columns.ToList().FindIndex(c => string.Equals(c, "SQLCODE", StringComparison.OrdinalIgnoreCase));
        if (column < 0) yield break;
        foreach (var row in table.Rows)
            if (int.TryParse(row[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) && code < 0)
                yield return new Db2Message($"SQL{-code:D4}N", Db2Severity.Error, code, null, "On a partition: " + string.Join(' ', row), []);
    }

    public async ValueTask DisposeAsync()
    {
        if (running is { IsCompleted: false })
        {
            // Closing would wait for it; it is ended with the connection when Db2 lets go of it.
            _ = running.ContinueWith(_ => connection.Dispose(), TaskScheduler.Default);
            return;
        }
        try
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            trace?.Invoke("The connection did not close by itself: " + credential.Masked(e.Message));
        }
    }
}
