using System.Globalization;
using System.Net.Sockets;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// The process db2bp: keeps a session, with its connection and options, between the `db2` calls of one parent process. It
/// serves one front end at a time, and ends with TERMINATE, or soon after its parent. [clp.md, 1. Two processes]
/// </summary>
internal sealed class BackEnd
{
    private readonly InstancePaths paths;
    private readonly int parent;
    private readonly string socketName;
    private readonly ClpSession session;
    private readonly object turn = new();
    private Socket? listener;
    private int lockDescriptor;
    private bool ended;

    private BackEnd(InstancePaths paths, int parent, uint user)
    {
        this.paths = paths;
        this.parent = parent;
        socketName = paths.BackEndSocket(parent, user);
        session = new ClpSession(paths);
    }

    /// <param name="arguments">The key: parent process, A, user in hexadecimal.</param>
    public static int Start(string[] arguments)
    {
        var key = arguments[0].Split('A', 2);
        var parent = int.Parse(key[0], CultureInfo.InvariantCulture);
        var user = uint.Parse(key[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new BackEnd(InstancePaths.FromEnvironment(), parent, user).Run();
    }

    private int Run()
    {
        lockDescriptor = SocketFolder.Claim(paths, socketName);
        // Two front ends began at once, and each started a back end: the other one serves both.
        if (lockDescriptor < 0) return 0;
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socketName));
        listener.Listen(64);
        new Thread(Watch) { IsBackground = true, Name = "watch" }.Start();
        while (true)
        {
            Socket client;
            try
            {
                client = listener.Accept();
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                // TERMINATE closed it; its answer is sent before this process ends.
                lock (turn) return 0;
            }
            new Thread(() => Serve(client)) { IsBackground = true, Name = "front end" }.Start();
        }
    }

    private void Serve(Socket client)
    {
        using var wire = new WireStream(client);
        if (wire.Receive() is not { Type: FrameType.Run } request) return;
        lock (turn)
        {
            // TERMINATE came first: the front end, not accepted, starts another back end.
            if (ended) return;
            session.Interrupted = false;
            var terminal = new Terminal(wire, session.Interrupt);
            terminal.Accept();
            var exitCode = Run(request, terminal);
            if (session.Terminated) End();
            terminal.Exit(exitCode);
        }
    }

    private int Run(WireReader request, Terminal terminal)
    {
        try
        {
            return new ClpRun(session, terminal, request.Strings(), request.String(), request.NullableString(), request.NullableString()).Execute();
        }
        catch (Exception bug)
        {
            // The session lives on; what went wrong is written down.
            DiagLog.Write(paths, bug.ToString());
            terminal.Print(new SentMessage("DB21018E").Render() + "\n");
            return ExitCodes.SystemError;
        }
    }

    /// <summary>From here on a new front end starts a new back end.</summary>
    private void End()
    {
        ended = true;
        session.Dispose();
        // Disposing deletes the socket's name too: before the lock is free, or it would be the next one's.
        listener!.Dispose();
        SocketFolder.Leave(paths, socketName);
        Posix.Close(lockDescriptor);
    }

    /// <summary>Asks every so often whether the parent still lives.</summary>
    [Unconfirmed("clp.md, 1.: that a back end outlives a killed front end, with its connection")]
    private void Watch()
    {
        var seconds = QueueTimes.Request;
        var born = StartOf(parent);
        while (Posix.Exists(parent) && StartOf(parent) == born && Directory.Exists(paths.SqlLib))
            Thread.Sleep(TimeSpan.FromSeconds(seconds) / 5);
        SocketFolder.Leave(paths, socketName);
        Environment.Exit(0);
    }

    /// <summary>When a process started, in ticks since boot: its number may be used again by another one.</summary>
    private static string StartOf(int process)
    {
        const int startTime = 19; // field 22 of /proc/<pid>/stat, counted after the name in brackets
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[startTime];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
