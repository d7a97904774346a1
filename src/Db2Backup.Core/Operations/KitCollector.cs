using System.Text;
using Db2Backup.Catalog;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Planning;

namespace Db2Backup.Operations;

/// <summary>The list of contents of a recovery kit, <c>contents.json</c> in it. Specified in docs/FORMAT.md.</summary>
internal sealed record KitContents
{
    public const string FileName = "contents.json";

    public int KitVersion { get; init; } = 1;
    public required string Database { get; init; }
    public required string Instance { get; init; }
    public required string HostName { get; init; }

    /// <summary>Service level of Db2.</summary>
    public required string Level { get; init; }

    /// <summary>The image that it lies beside.</summary>
    public required string BackupTimestamp { get; init; }

    /// <summary>How Db2 was asked: Clp or Provider.</summary>
    public required Db2Transport Transport { get; init; }

    /// <summary>When Db2 was asked the first and the last question.</summary>
    public required DateTimeOffset StartedTime { get; init; }
    public required DateTimeOffset EndedTime { get; init; }
    public required IReadOnlyList<KitReport> Parts { get; init; }

    /// <summary>What should be in it and is not, or not in full.</summary>
    public required IReadOnlyList<MissingReport> Missing { get; init; }
    public required string ModuleVersion { get; init; }
    public required bool StandIn { get; init; }
}

/// <param name="Source">Statement or command line.</param>
/// <param name="Masked">Values that were taken out because they may be secrets.</param>
internal sealed record KitReport(string File, string What, string Source, DateTimeOffset TakenTime, long Length, int Masked);

/// <param name="Expected">It cannot be had over this transport at all.</param>
internal sealed record MissingReport(string File, string What, string Source, string Reason, bool Expected = false);

/// <summary>
/// Asks Db2 for the reports of a recovery kit, one after the other, into files of a folder. What cannot be had is named with the reason, and
/// the others are asked all the same.
/// </summary>
/// <param name="folder">Private to this process.</param>
internal sealed class KitCollector(IDb2Connector db2, string folder, Action<string> trace, TimeProvider clock)
{
    private static Encoding Bytes => Encoding.Latin1;
    private readonly List<KitReport> reports = [];
    private readonly List<MissingReport> missing = [];

    /// <param name="limit">Ends when no more time is left for it: what was not asked by then is missing.</param>
    /// <exception cref="Db2BackupException">Db2 cannot be asked at all; BackupNotConfirmed: the database does not know this backup, so it is another one.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<KitContents> CollectAsync(string alias, Db2Timestamp backup, CancellationToken limit, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit, cancellationToken);
        var started = clock.GetLocalNow();
        var session = await db2.OpenAsync(trace, both.Token).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            // Names repeat: what is called like that now need not be the database that was backed up.
            var history = await DatabaseReaders.Of(db2.Instance, clock).HistoryAsync(session, alias, both.Token).ConfigureAwait(false);
            if (history.All(e => e.Operation != 'B' || e.Timestamp != backup))
                throw new Db2BackupException(ErrorCode.BackupNotConfirmed, $"The history of {alias} of instance {db2.Instance} does not know the backup {backup}.", alias);
            string? unconnected = null;
            var connected = false;
            foreach (var part in KitParts.Of(db2.Instance.Transport, alias))
            {
                if (part.Connected && !connected)
                {
                    unconnected = await FailureAsync(() => ConnectAsync(session, alias, both.Token), both.Token, cancellationToken).ConfigureAwait(false);
                    connected = true;
                }
                // db2look has a connection of its own.
                if (part.Program.Count > 0 && connected && unconnected is null)
                {
                    await FailureAsync(() => session.RunAsync(Statements.ConnectReset, both.Token), both.Token, cancellationToken).ConfigureAwait(false);
                    connected = false;
                }
                var reason = part.Unavailable ?? (part.Connected ? unconnected : null)
                    ?? await FailureAsync(() => TakeAsync(session, part, both.Token), both.Token, cancellationToken).ConfigureAwait(false);
                if (reason is not null) missing.Add(new MissingReport(part.File, part.What, part.Source, reason, part.Unavailable is not null));
            }
        }
        return new KitContents
        {
            Database = alias, Instance = db2.Instance.Instance, HostName = db2.Instance.HostName, Level = db2.Instance.Level, BackupTimestamp = backup.ToString(),
            Transport = db2.Instance.Transport, StartedTime = started, EndedTime = clock.GetLocalNow(), Parts = reports, Missing = missing,
            ModuleVersion = ModuleInfo.Version, StandIn = db2.Instance.StandIn,
        };
    }

    /// <returns>Why it could not be had; null when it is there.</returns>
    private static async Task<string?> FailureAsync(Func<Task> take, CancellationToken limited, CancellationToken cancellationToken)
    {
        try
        {
            limited.ThrowIfCancellationRequested();
            await take().ConfigureAwait(false);
            return null;
        }
        catch (Db2BackupException e)
        {
            return e.Code is { } code ? $"{code}: {e.Message}" : e.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "the time for the kit was over";
        }
    }

    private static async Task ConnectAsync(IDb2Session session, string alias, CancellationToken cancellationToken) =>
        _ = (await session.RunAsync(Statements.Connect(alias), cancellationToken).ConfigureAwait(false)).Checked(alias);

    private Task TakeAsync(IDb2Session session, KitPart part, CancellationToken cancellationToken) =>
        part.Statement is { } statement ? AskAsync(session, part, statement, cancellationToken) : RunAsync(part, cancellationToken);

    private async Task AskAsync(IDb2Session session, KitPart part, Db2Statement statement, CancellationToken cancellationToken)
    {
        var taken = clock.GetLocalNow();
        var reply = (await session.RunAsync(statement, cancellationToken).ConfigureAwait(false)).Checked(null);
        Write(part, taken, reply.Output.Length > 0 || reply.Table is null ? reply.Output : Printed(reply.Table));
    }

    private async Task RunAsync(KitPart part, CancellationToken cancellationToken)
    {
        var taken = clock.GetLocalNow();
        var raw = Path.Combine(folder, part.File + ".raw");
        trace(part.Source);
        IReadOnlyList<string> arguments = [.. part.Program.Skip(1), .. part.WritesFile ? new[] { "-o", raw } : []];
        var result = await ((ClpConnector)db2).Tools.RunAsync(part.Program[0], arguments, cancellationToken).ConfigureAwait(false);
        var length = !part.WritesFile ? result.Output.Length : File.Exists(raw) ? new FileInfo(raw).Length : 0;
        if (length == 0 || (result.ExitCode != 0 && !part.WritesFile))
            throw new Db2BackupException(ErrorCode.Db2AnswerNotUnderstood, Said(part, result), part.Program[0]);
        if (!part.WritesFile) Write(part, taken, result.Output);
        else
        {
            MaskFile(part, taken, raw);
            File.Delete(raw);
        }
        // What it wrote is more than nothing, and may not be all.
        if (result.ExitCode != 0) missing.Add(new MissingReport(part.File, part.What, part.Source, Said(part, result) + " What it wrote is in the kit."));
    }

    private static string Said(KitPart part, Processes.ProgramResult result)
    {
        var said = KitMask.Report((result.Output.Trim().Length > 0 ? result.Output : result.Errors).Trim()).Text.ReplaceLineEndings(" ");
        return $"{part.Program[0]} ended with {result.ExitCode}{(said.Length == 0 ? "" : $": {(said.Length > 300 ? said[..300] + " …" : said)}")}.";
    }

    /// <summary>A table without a printer: columns divided by tabs.</summary>
    private static string Printed(Db2Table table) =>
        string.Concat(table.Rows.Prepend(table.Columns).Select(row => string.Join('\t', row.Select(v => v ?? "-")) + "\n"));

    private void Write(KitPart part, DateTimeOffset taken, string text)
    {
        var (masked, count) = KitMask.Report(text);
        var bytes = Encoding.UTF8.GetBytes(masked);
        PrivateFolder.WriteBytes(Path.Combine(folder, part.File), bytes);
        reports.Add(new KitReport(part.File, part.What, part.Source, taken, bytes.Length, count));
    }

    /// <summary>Line by line, and byte for byte what is no secret: it may be larger than memory, and of any code page.</summary>
    private void MaskFile(KitPart part, DateTimeOffset taken, string raw)
    {
        var path = Path.Combine(folder, part.File);
        var masked = 0;
        using (var input = new StreamReader(raw, Bytes))
        using (var output = new StreamWriter(path, append: false, Bytes) { NewLine = "\n" })
            while (input.ReadLine() is { } line)
            {
                var (text, found) = KitMask.Ddl(line);
                masked += found;
                output.WriteLine(text);
            }
        reports.Add(new KitReport(part.File, part.What, part.Source, taken, new FileInfo(path).Length, masked));
    }
}
