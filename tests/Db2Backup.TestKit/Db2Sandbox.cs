using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Db2Backup.TestKit;

/// <summary>
/// A Db2 instance (the stand-in) of its own in a temporary folder. After disposal it is stopped, none of its processes
/// is left and its files are gone; a leftover fails the test.
/// </summary>
public sealed class Db2Sandbox : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Db2SandboxOptions options;
    private readonly string? unconfirmedIds = UnknownIds.SeenFile;
    private readonly string sessionFolder;
    private readonly List<Db2Session> sessions = [];

    public Db2Sandbox(Db2SandboxOptions? options = null)
    {
        this.options = options ?? new Db2SandboxOptions();
        try
        {
            ProgramFolder = EmulatorProgram.ReadableBy(User);
            Home = MakeFolder(this.options.InstanceName);
            Backups = MakeFolder("backups");
            Archive = MakeFolder("archive");
            sessionFolder = MakeFolder("io");
            RunProgram("db2icrt", Home, this.options.InstanceName).Ok();
            if (this.options.Start) Start();
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public InstanceUser User { get; } = InstanceUser.Current;

    /// <summary>The sandbox's folder; everything else lies in it.</summary>
    public string Folder => folder.Path;

    /// <summary>Where the programs (db2, db2start …) of this instance are.</summary>
    public string ProgramFolder { get; }

    /// <summary>The instance owner's home.</summary>
    public string Home { get; }

    /// <summary>A folder for images, usable by the instance.</summary>
    public string Backups { get; }

    /// <summary>A folder for archived logs, usable by the instance.</summary>
    public string Archive { get; }

    /// <summary>How far the instance's clock is ahead of the machine's.</summary>
    public TimeSpan ClockOffset { get; private set; }

    public string InstanceName => options.InstanceName;

    /// <summary>The engine's process id; 0 when the instance is not started.</summary>
    public int EnginePid => Processes().FirstOrDefault(p => p.Arguments.Contains("db2sysc")).Pid;

    /// <summary>A new folder that the instance may read and write.</summary>
    public string MakeFolder(params string[] parts)
    {
        var path = folder.Folder(parts);
        User.Own(path);
        return path;
    }

    public void Start() => RunProgram("db2start").Ok().Says("SQL1063N");

    /// <summary>db2stop force: ends the connections too.</summary>
    public void Stop() => RunProgram("db2stop", "force").Ok().Says("SQL1064N");

    /// <summary>kill -9 of the engine: the instance crashes.</summary>
    public void KillEngine()
    {
        var pid = EnginePid;
        if (pid == 0) throw new TestKitException("the instance is not started");
        KillProcess(pid);
        Eventually.Holds(() => EnginePid == 0, $"the end of db2sysc ({pid})");
    }

    /// <summary>kill -9 of one process of the instance (an orphan db2bp, for instance).</summary>
    public void KillProcess(int pid)
    {
        if (Processes().All(p => p.Pid != pid)) throw new TestKitException($"{pid} is no process of this instance");
        NativeMethods.Signal(pid, NativeMethods.SigKill);
    }

    /// <summary>The back end that serves a session; 0 when it has none.</summary>
    public int BackEndPid(Db2Session session)
    {
        // Its first argument is the session key: parent process, A, user [clp.md, Two processes].
        var key = session.Pid.ToString(CultureInfo.InvariantCulture) + "A";
        return Processes().FirstOrDefault(p => p.Arguments.Contains("db2bp") && p.Arguments.Any(a => a.StartsWith(key, StringComparison.Ordinal))).Pid;
    }

    /// <summary>A shell in which db2 keeps its connection from call to call. The sandbox ends it at the latest.</summary>
    public Db2Session Session(string? workingDirectory = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = StartInfo([.. NativeMethods.Interruptible, "bash"], environment);
        start.WorkingDirectory = workingDirectory ?? Home;
        var session = new Db2Session(start, sessionFolder);
        lock (sessions) sessions.Add(session);
        return session;
    }

    /// <summary>Begins a statement in a session of its own, which ends with it.</summary>
    public RunningCommand StartDb2(string statement, string? stdin = null, string[]? options = null,
        IReadOnlyDictionary<string, string>? environment = null) =>
        Session().StartDb2(statement, stdin, options, environment, ownsSession: true);

    /// <summary>
    /// Moves the instance's clock forward, for tests that need time to pass between commits or images. The machine's
    /// own time goes on beneath it.
    /// </summary>
    public void AdvanceClock(TimeSpan by)
    {
        ClockOffset += by;
        WriteEmulatorFile("clock-offset", ClockOffset.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
    }

    /// <summary>Writes the file of users and passwords that CONNECT … USER … USING is checked against.</summary>
    public void WriteUsers(string content) => WriteEmulatorFile("users", content);

    /// <summary>Fault switches for every session of the instance from its next statement on; null switches them off. [docs/EMULATOR.md, Faults]</summary>
    public void WriteFaults(string? switches)
    {
        if (switches is null) File.Delete(Path.Combine(Home, "sqllib", "emulator", "faults"));
        else WriteEmulatorFile("faults", switches);
    }

    /// <summary>Every living process of this instance: those with its home in their environment.</summary>
    public IReadOnlyList<(int Pid, IReadOnlyList<string> Arguments)> Processes() => InstanceProcesses.Of(Home);

    public void Dispose()
    {
        try
        {
            lock (sessions)
                foreach (var session in sessions)
                    session.Dispose();
            if (EnginePid != 0) Stop();
            // An engine that was killed left its socket's name, which db2stop takes away.
            else RunProgram("db2stop");
            Eventually.Holds(() => Processes().Count == 0, "no process of the instance is left", TimeSpan.FromSeconds(10));
        }
        catch (TestKitException)
        {
            var left = Processes();
            foreach (var process in left) NativeMethods.Signal(process.Pid, NativeMethods.SigKill);
            folder.Dispose();
            if (left.Count > 0)
                throw new TestKitException("the instance left processes behind (killed now):\n" + string.Join('\n', left.Select(p => $"{p.Pid} {string.Join(' ', p.Arguments)}")));
            throw;
        }
        folder.Dispose();
    }

    private void WriteEmulatorFile(string name, string content)
    {
        var target = Path.Combine(Home, "sqllib", "emulator", name);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllText(target + ".new", content);
        User.Own(target + ".new");
        File.Move(target + ".new", target, overwrite: true); // a reader sees the old or the new one
    }

    private Db2Result RunProgram(string name, params string[] arguments)
    {
        string[] words = [Path.Combine(ProgramFolder, name), .. arguments];
        var start = StartInfo(words, null);
        start.WorkingDirectory = folder.Path;
        var output = Path.Combine(folder.Path, name + ".out");
        // To a file: what is started here lives on and would hold a pipe open.
        start = InShell(start, output);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new TestKitException($"{name} did not start");
        if (!process.WaitForExit(Db2Session.DefaultTimeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TestKitException($"{name} does not end; it printed:\n{File.ReadAllText(output)}");
        }
        var result = new Db2Result(string.Join(' ', words), File.ReadAllText(output), "", process.ExitCode, clock.Elapsed);
        File.Delete(output);
        return result;
    }

    private static ProcessStartInfo InShell(ProcessStartInfo start, string output)
    {
        List<string> words = [start.FileName, .. start.ArgumentList];
        start.FileName = "bash";
        start.ArgumentList.Clear();
        foreach (var word in (string[])["-c", "out=$1; shift; exec \"$@\" </dev/null >\"$out\" 2>&1", "bash", output, .. words])
            start.ArgumentList.Add(word);
        return start;
    }

    private ProcessStartInfo StartInfo(IReadOnlyList<string> words, IReadOnlyDictionary<string, string>? more)
    {
        List<string> all = [.. User.Prefix, .. words];
        var start = new ProcessStartInfo(all[0]) { UseShellExecute = false, StandardInputEncoding = null };
        foreach (var word in all.Skip(1)) start.ArgumentList.Add(word);
        var environment = start.Environment;
        foreach (var name in environment.Keys.Where(k => k.StartsWith("DB2", StringComparison.Ordinal) && k != UnknownIds.Variable).ToList()) environment.Remove(name);
        environment["HOME"] = Home;
        environment["INSTHOME"] = Home;
        environment["DB2INSTANCE"] = options.InstanceName;
        environment["LC_ALL"] = "C.UTF-8";
        if (unconfirmedIds is not null) environment["DB2EMU_UNCONFIRMED_SEEN"] = unconfirmedIds;
        environment["DB2EMU_OWNER_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (var pair in options.Environment) environment[pair.Key] = pair.Value;
        foreach (var pair in more ?? new Dictionary<string, string>()) environment[pair.Key] = pair.Value;
        return start;
    }
}
