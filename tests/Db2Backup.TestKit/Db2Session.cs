using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Db2Backup.TestKit;

/// <summary>
/// One shell in which <c>db2</c> is called again and again. All calls share their parent process and so one back end,
/// one connection and one set of options [clp.md, Two processes]. Not for use by several threads.
/// </summary>
public sealed class Db2Session : IDisposable
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    // Constant: nothing is put into it. Each command comes as NUL-ended fields: how many words, the words, the file for
    // stdin, the file for stdout. Output goes to files, since a back end started by a command would hold a pipe open.
    // Job control (-m) gives each command a process group and leaves SIGINT as it is; without it bash ignores SIGINT
    // in background commands.
    private const string Script = """
        set -m
        . "$INSTHOME/sqllib/db2profile" || exit 1
        while IFS= read -r -d '' count; do
            words=()
            for ((i = 0; i < count; i++)); do IFS= read -r -d '' word; words+=("$word"); done
            IFS= read -r -d '' in
            IFS= read -r -d '' out
            "${words[@]}" <"$in" >"$out" 2>"$out.err" &
            printf '%s\0' "$!"
            wait "$!"
            printf '%s\0' "$?"
        done
        """;

    private readonly string folder;
    private readonly Process shell;
    private readonly BlockingCollection<string> answers = [];
    private readonly StringBuilder complaints = new();
    private RunningCommand? current;
    private int count;
    private bool disposing;
    private bool disposed;

    internal Db2Session(ProcessStartInfo start, string folder)
    {
        this.folder = folder;
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        shell = Process.Start(start) ?? throw new TestKitException("bash did not start");
        shell.ErrorDataReceived += (_, line) =>
        {
            lock (complaints) complaints.AppendLine(line.Data);
        };
        shell.BeginErrorReadLine();
        // Taken here: a session that is disposed at once has no output to ask for any more.
        var output = shell.StandardOutput;
        new Thread(() => ReadAnswers(output)) { IsBackground = true }.Start();
    }

    /// <summary>The parent of every command of this session.</summary>
    public int Pid => shell.Id;

    internal bool HasAnswer => answers.Count > 0;

    /// <summary>Runs <c>db2 [options] statement</c> and waits for its end.</summary>
    public Db2Result Db2(string statement, string? stdin = null, string[]? options = null,
        IReadOnlyDictionary<string, string>? environment = null, TimeSpan? timeout = null) =>
        StartDb2(statement, stdin, options, environment).Wait(timeout);

    /// <summary>Runs any program of the instance (db2level, db2ckbkp …) or of the system in this session's shell.</summary>
    public Db2Result Run(string program, params string[] arguments) => Begin([program, .. arguments]).Wait();

    /// <summary>Begins a statement and returns; the session takes the next command only after its end.</summary>
    public RunningCommand StartDb2(string statement, string? stdin = null, string[]? options = null,
        IReadOnlyDictionary<string, string>? environment = null, bool ownsSession = false)
    {
        var words = new List<string>();
        if (environment is { Count: > 0 })
        {
            // env becomes db2 (exec), so db2's parent is still this shell.
            words.Add("env");
            words.AddRange(environment.Select(e => $"{e.Key}={e.Value}"));
        }
        words.Add("db2");
        words.AddRange(options ?? []);
        if (statement.Length > 0) words.Add(statement);
        return Begin(words, stdin, ownsSession);
    }

    /// <summary>Begins any program. An empty stdin is /dev/null.</summary>
    public RunningCommand Begin(IReadOnlyList<string> words, string? stdin = null, bool ownsSession = false)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (current is { HasEnded: false }) throw new TestKitException("the session's previous command still runs");
        current?.Wait(); // has ended: takes its exit code off the queue
        var output = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Pid}-{++count}"));
        var input = "/dev/null";
        if (stdin is not null)
        {
            input = output + ".in";
            File.WriteAllText(input, stdin);
            InstanceUser.Current.Own(input);
        }
        var request = new StringBuilder();
        foreach (var field in (string[])[words.Count.ToString(CultureInfo.InvariantCulture), .. words, input, output])
            request.Append(field).Append('\0');
        shell.StandardInput.Write(request);
        shell.StandardInput.Flush();
        var line = string.Join(' ', words);
        if (!answers.TryTake(out var pid, DefaultTimeout))
        {
            lock (complaints) throw new TestKitException($"the session's shell does not answer to: {line}\n{complaints}");
        }
        return current = new RunningCommand(this, ownsSession, line, output, int.Parse(pid, CultureInfo.InvariantCulture));
    }

    internal int? Answer(TimeSpan timeout) =>
        answers.TryTake(out var code, timeout) ? int.Parse(code, CultureInfo.InvariantCulture) : null;

    /// <summary>kill -9 of the shell: to the back end its parent is gone.</summary>
    public void Kill()
    {
        shell.Kill();
        shell.WaitForExit();
    }

    /// <summary>Ends the back end (TERMINATE) and the shell.</summary>
    public void Dispose()
    {
        // Ending the command that it was made for disposes it too, from inside.
        if (disposed || disposing) return;
        disposing = true;
        try
        {
            if (current is { HasEnded: false })
            {
                current.Kill();
                current.Wait();
            }
            if (!shell.HasExited) Db2("TERMINATE");
        }
        finally
        {
            disposed = true;
            shell.StandardInput.Close();
            if (!shell.WaitForExit(TimeSpan.FromSeconds(5))) shell.Kill();
            shell.Dispose();
        }
    }

    private void ReadAnswers(StreamReader output)
    {
        var word = new StringBuilder();
        for (int c; (c = output.Read()) >= 0;)
        {
            if (c != 0)
            {
                word.Append((char)c);
                continue;
            }
            answers.Add(word.ToString());
            word.Clear();
        }
        answers.CompleteAdding(); // the shell is gone: nobody waits for it any longer
    }
}
