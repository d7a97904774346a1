using System.Diagnostics;

namespace Db2Backup.TestKit;

/// <summary>A command that a session has begun and that may still run.</summary>
public sealed class RunningCommand
{
    private readonly Db2Session session;
    private readonly bool ownsSession;
    private readonly string command;
    private readonly string outputFile;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private Db2Result? result;

    internal RunningCommand(Db2Session session, bool ownsSession, string command, string outputFile, int pid)
    {
        this.session = session;
        this.ownsSession = ownsSession;
        this.command = command;
        this.outputFile = outputFile;
        Pid = pid;
    }

    /// <summary>The process id of the program itself, a child of the session's shell.</summary>
    public int Pid { get; }

    public string OutputSoFar => File.Exists(outputFile) ? File.ReadAllText(outputFile) : "";

    public bool HasEnded => result is not null || session.HasAnswer;

    /// <summary>Waits for the end; after the timeout kills the command and fails with what was printed so far.</summary>
    public Db2Result Wait(TimeSpan? timeout = null)
    {
        if (result is not null) return result;
        var limit = timeout ?? Db2Session.DefaultTimeout;
        if (session.Answer(limit) is not { } code)
        {
            Kill();
            End(session.Answer(TimeSpan.FromSeconds(10)) ?? -1);
            throw new TestKitException($"no end within {limit.TotalSeconds:F0} s, killed:\n{result}");
        }
        return End(code);
    }

    /// <summary>Waits until a line of its output contains the text.</summary>
    public void WaitForOutput(string text, TimeSpan? timeout = null) =>
        Eventually.Holds(() => OutputSoFar.Contains(text, StringComparison.Ordinal), $"'{text}' in the output of {command}", timeout);

    /// <summary>kill -9 of the program (for <c>db2</c>: of the front end).</summary>
    public void Kill() => NativeMethods.Signal(Pid, NativeMethods.SigKill);

    /// <summary>What Ctrl+C does.</summary>
    public void Interrupt() => NativeMethods.Signal(Pid, NativeMethods.SigInt);

    private Db2Result End(int code)
    {
        result = new Db2Result(command, OutputSoFar, File.ReadAllText(outputFile + ".err"), code, clock.Elapsed);
        File.Delete(outputFile);
        File.Delete(outputFile + ".err");
        File.Delete(outputFile + ".in");
        if (ownsSession) session.Dispose();
        return result;
    }
}
