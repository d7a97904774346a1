using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Db2Backup.Db2.Output;
using Db2Backup.Errors;
using Db2Backup.Processes;

namespace Db2Backup.Db2;

/// <summary>
/// A session with the command line processor: one shell in a process session of its own, which runs one <c>db2</c> per statement
/// and says how each ended. The terminal's Ctrl+C therefore reaches us and not Db2, and we decide what is stopped and how.
/// </summary>
internal sealed class ClpSession : IDb2Session
{
    // How long an interrupted statement may take to end before the session is given up: BACKUP has buffers to flush.
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan InterruptInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly Process shell;
    private readonly string marker;
    private readonly string folder;
    private readonly Action<string>? trace;
    private readonly Action<string, string> write;
    private readonly StringBuilder errors = new();
    private int statements;
    private bool broken;

    private ClpSession(Process shell, string marker, string folder, Action<string>? trace, Action<string, string> write)
    {
        (this.shell, this.marker, this.folder, this.trace, this.write) = (shell, marker, folder, trace, write);
        shell.ErrorDataReceived += (_, line) => { lock (errors) errors.AppendLine(line.Data); };
        shell.BeginErrorReadLine();
    }

    /// <param name="write">Writes the file of a statement: path, text.</param>
    /// <exception cref="Db2BackupException">Db2NotReachable, ProgramNotFound, DiskFull …</exception>
    public static async Task<ClpSession> OpenAsync(
        string profilePath, IReadOnlyDictionary<string, string?>? environment, Action<string>? trace, Action<string, string> write, CancellationToken cancellationToken)
    {
        var marker = "db2backup-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
        // Before the shell: where no folder can be made, no process is to be left.
        var folder = PrivateFolder.Create(environment?.GetValueOrDefault("TMPDIR"));
        Process shell;
        try
        {
            shell = ProgramRunner.Start("setsid", ["bash", "--noprofile", "--norc", "-c", ClpScript.Text, "db2backup", profilePath, marker, folder], environment);
        }
        catch
        {
            PrivateFolder.Delete(folder);
            throw;
        }
        var session = new ClpSession(shell, marker, folder, trace, write);
        try
        {
            var (word, _, _) = await session.ReadAnswerAsync(cancellationToken).ConfigureAwait(false);
            if (word == "ready") return session;
            throw new Db2BackupException(ErrorCode.Db2NotReachable, word == "profile"
                ? $"The profile {profilePath} could not be read."
                : $"After reading {profilePath} there is no program db2 on the path.", profilePath);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<Db2Reply> RunAsync(Db2Statement statement, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (broken) throw Lost("an earlier statement left the session unusable");
        trace?.Invoke("db2 " + statement.Shown);
        var file = Path.Combine(folder, (++statements).ToString("D4", CultureInfo.InvariantCulture) + ".sql");
        var line = Db2Quote.Line(statement.Text) + "\n";
        try
        {
            WriteStatement(file, line);
            await shell.StandardInput.WriteLineAsync(file.AsMemory(), CancellationToken.None).ConfigureAwait(false);
            await shell.StandardInput.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            var (_, code, output) = await ReadInterruptiblyAsync(statement, cancellationToken).ConfigureAwait(false);
            return new Db2Reply(statement, code, output, MessageParser.Parse(output), statement.IsQuery ? TableParser.Parse(output) : null);
        }
        catch (IOException e)
        {
            broken = true;
            throw Lost("its shell ended", e);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A temporary folder without room is no fault of Db2's: the session lives on.</summary>
    private void WriteStatement(string file, string line)
    {
        try
        {
            write(file, line);
        }
        catch (Exception e) when (FileErrors.From(e, file, writing: true) is { } told)
        {
            throw told;
        }
    }

    private async Task<(string Word, int Code, string Output)> ReadInterruptiblyAsync(Db2Statement statement, CancellationToken cancellationToken)
    {
        var answer = ReadAnswerAsync(CancellationToken.None);
        try
        {
            return await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await InterruptAsync(answer, statement).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>As a person at the terminal would: an interrupt to the db2 in front; then the answer is waited for.</summary>
    private async Task InterruptAsync(Task<(string, int, string)> answer, Db2Statement statement)
    {
        // Whoever opened the session looks in LIST UTILITIES and reports; here only the front end is ended.
        broken = true;
        using var limit = new CancellationTokenSource(InterruptLimit);
        var interrupted = new HashSet<int>();
        try
        {
            while (!answer.IsCompleted)
            {
                // Looked for again and again: an interrupt that comes before the shell has started db2 would be lost. Each gets one only.
                foreach (var child in await ProcessTable.ChildrenAsync(shell.Id, limit.Token).ConfigureAwait(false))
                    if (interrupted.Add(child)) Signals.Send(child, Signals.Interrupt);
                await Task.WhenAny(answer, Task.Delay(InterruptInterval, limit.Token)).ConfigureAwait(false);
                limit.Token.ThrowIfCancellationRequested();
            }
            _ = await answer.ConfigureAwait(false);
            broken = false;
        }
        catch (OperationCanceledException)
        {
            trace?.Invoke($"Db2 did not end '{statement.Shown}' within {InterruptLimit.TotalSeconds} s of the interrupt.");
        }
        catch (Db2BackupException e)
        {
            trace?.Invoke(e.Message);
        }
    }

    private async Task<(string Word, int Code, string Output)> ReadAnswerAsync(CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        while (true)
        {
            var line = await shell.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false)
                ?? throw Lost("its shell ended");
            if (line.StartsWith(marker, StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                // The line feed before the marker is the script's.
                if (output.Length > 0) output.Length--;
                return (words[1], int.Parse(words[2], CultureInfo.InvariantCulture), output.ToString());
            }
            output.Append(line).Append('\n');
        }
    }

    private Db2BackupException Lost(string why, Exception? inner = null)
    {
        string text;
        lock (errors) text = errors.ToString().Trim();
        return new Db2BackupException(ErrorCode.Db2NotReachable, $"The session with Db2 was lost: {why}.{(text.Length > 0 ? " It said: " + text : "")}", null, inner);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // End of input: the script terminates the back end and ends.
            shell.StandardInput.Close();
            using var limit = new CancellationTokenSource(EndLimit);
            if (!broken) await shell.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            trace?.Invoke($"The Db2 session did not end by itself: {e.Message}");
        }
        if (!shell.HasExited) shell.Kill(entireProcessTree: true);
        shell.Dispose();
        PrivateFolder.Delete(folder);
    }
}
