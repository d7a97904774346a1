using Db2Backup.Db2;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>
/// A database alone for an offline utility, and given back afterwards whatever happened. Applications are ended only when
/// that was asked for, and only those of this database: QUIESCE DATABASE … FORCE CONNECTIONS, CONNECT RESET, DEACTIVATE; then
/// always UNQUIESCE, and ACTIVATE when it was active. A marker file tells the next run about a quiesce that a killed process
/// could not end.
/// </summary>
internal sealed class ExclusiveUse
{
    private static readonly TimeSpan UndoLimit = TimeSpan.FromMinutes(2);

    private readonly IDb2Session session;
    private readonly IOperationHost host;
    private readonly string alias;
    private readonly QuiesceMarker marker;
    private readonly TimeProvider clock;
    private bool quiesced, connected, wasActive;

    private ExclusiveUse(IDb2Session session, IOperationHost host, string alias, QuiesceMarker marker, TimeProvider clock) =>
        (this.session, this.host, this.alias, this.marker, this.clock) = (session, host, alias, marker, clock);

    /// <param name="force">End the applications of this database.</param>
    /// <exception cref="Db2BackupException">DatabaseInUse, or what Db2 refused; the database is then as it was.</exception>
    public static async Task<ExclusiveUse> TakeAsync(IDb2Session session, Db2Database database, bool force, IOperationHost host, TimeProvider clock, CancellationToken cancellationToken)
    {
        var use = new ExclusiveUse(session, host, database.Database, QuiesceMarker.For(database), clock);
        await use.UndoLeftoverAsync(database, cancellationToken).ConfigureAwait(false);
        var leftActive = use.wasActive;
        var applications = await use.ApplicationsAsync(cancellationToken).ConfigureAwait(false);
        if (applications.Count > 0 && !force)
            throw new Db2BackupException(ErrorCode.DatabaseInUse,
                $"{database} is in use by {applications.Count} application(s): {string.Join(", ", applications.Take(5).Select(a => $"{a.Name} of {a.AuthId} ({a.Handle})"))}.", database.Database);
        try
        {
            use.wasActive = await use.IsActiveAsync(database.Name, cancellationToken).ConfigureAwait(false) || leftActive;
            if (applications.Count > 0) await use.QuiesceAsync(database, cancellationToken).ConfigureAwait(false);
            if ((use.wasActive || use.quiesced) && database.IsUsable) await use.DeactivateAsync(cancellationToken).ConfigureAwait(false);
            return use;
        }
        catch (Exception e) when (e is Db2BackupException or OperationCanceledException)
        {
            await use.ReleaseAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends a quiesce that an earlier run could not end: also where there is nothing else to do any more.</summary>
    /// <exception cref="Db2BackupException">StateNotRestored.</exception>
    public static Task EndLeftoverAsync(IDb2Session session, Db2Database database, IOperationHost host, TimeProvider clock, CancellationToken cancellationToken) =>
        new ExclusiveUse(session, host, database.Database, QuiesceMarker.For(database), clock).UndoLeftoverAsync(database, cancellationToken);

    /// <summary>Undoes what was done to get the database alone; with a time of its own, because the caller's may be up.</summary>
    /// <param name="cause">The failure that ends the work, or null; what cannot be undone is told together with it.</param>
    /// <param name="image">What was made of the time alone; null when nothing was.</param>
    public async Task ReleaseAsync(Exception? cause, BackupImage? image = null)
    {
        var undone = new List<string>();
        if (quiesced)
        {
            connected = true;
            await TryAsync("UNQUIESCE DATABASE", async token =>
            {
                (await RunAsync(Statements.Connect(alias), token).ConfigureAwait(false)).Checked(alias);
                // SQL1373W: it was not quiesced; that is what is wanted.
                (await RunAsync(Statements.Unquiesce, token).ConfigureAwait(false)).Checked(alias);
                marker.Remove();
                quiesced = false;
            }).ConfigureAwait(false);
        }
        // In any case: ACTIVATE wants no connection. That there is none is fine.
        if (connected) await TryAsync("CONNECT RESET", token => RunAsync(Statements.ConnectReset, token)).ConfigureAwait(false);
        if (wasActive)
            await TryAsync("ACTIVATE DATABASE", async token => (await RunAsync(Statements.Activate(alias), token).ConfigureAwait(false)).Checked(alias)).ConfigureAwait(false);
        if (undone.Count > 0)
            throw new Db2BackupException(ErrorCode.StateNotRestored,
                $"{(cause is not null ? $"The work failed ({cause.Message})" : image is null ? "The work is done" : $"The backup is good ({string.Join(", ", image.Path)})")}, and database {alias} was not put back as it was: {string.Join("; ", undone)}", alias, cause);

        async Task TryAsync(string what, Func<CancellationToken, Task> act)
        {
            using var limit = new CancellationTokenSource(UndoLimit, clock);
            try
            {
                await act(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                undone.Add($"{what} did not end within {UndoLimit.TotalMinutes:F0} minutes");
            }
            catch (Db2BackupException e)
            {
                undone.Add($"{what} failed: {e.Message}");
            }
        }
    }

    private async Task QuiesceAsync(Db2Database database, CancellationToken cancellationToken)
    {
        connected = true;
        (await RunAsync(Statements.Connect(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        // Before the quiesce: a marker too many is harmless, one too few leaves users locked out.
        marker.Write(wasActive);
        quiesced = true;
        (await RunAsync(Statements.QuiesceForcing, cancellationToken).ConfigureAwait(false)).Checked(alias);
        // The quiescing connection itself is in the way of an offline backup.
        (await RunAsync(Statements.ConnectReset, cancellationToken).ConfigureAwait(false)).Checked(alias);
        host.Verbose($"The applications of {database} were ended; only users with authority get in until it is unquiesced.");
    }

    private async Task DeactivateAsync(CancellationToken cancellationToken)
    {
        var reply = (await RunAsync(Statements.Deactivate(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);
        // SQL1495W: connections remain, so it is still up.
        if (reply.Has("SQL1495"))
            throw new Db2BackupException(ErrorCode.DatabaseInUse, $"Database {alias} has connections again that keep it active.", alias);
    }

    /// <summary>A run that was killed while the database was quiesced left a marker: what it would have undone is undone now.</summary>
    private async Task UndoLeftoverAsync(Db2Database database, CancellationToken cancellationToken)
    {
        if (marker.Read() is not { } left) return;
        (quiesced, wasActive) = (true, left.WasActive);
        // Nobody can connect to a pending database, not even to unquiesce it: that is done when this run ends.
        if (!database.IsUsable) return;
        host.Warning($"{database} was left quiesced by a run that ended abnormally ({left.Process} on {left.Since:u}); it is unquiesced now.");
        await ReleaseAsync(null).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        wasActive = false;
    }

    private async Task<IReadOnlyList<ConnectedApplication>> ApplicationsAsync(CancellationToken cancellationToken)
    {
        var reply = await RunAsync(Statements.ListApplications(alias), cancellationToken).ConfigureAwait(false);
        return reply.Has("SQL1611") ? [] : ApplicationsParser.Parse(reply.Checked(alias).Output);
    }

    /// <param name="name">The list has names of databases; the alias may be another.</param>
    private async Task<bool> IsActiveAsync(string name, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(Statements.ListActiveDatabases, cancellationToken).ConfigureAwait(false);
        return !reply.Has("SQL1611") && ReportRows.All(reply.Checked(alias).Output).Any(r => r.Label == "Database name" && string.Equals(r.Value, name, StringComparison.OrdinalIgnoreCase));
    }

    private Task<Db2Reply> RunAsync(Db2Statement statement, CancellationToken cancellationToken) => session.RunAsync(statement, cancellationToken);
}
