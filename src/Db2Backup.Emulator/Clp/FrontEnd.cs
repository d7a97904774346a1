using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// The program `db2`: short-lived. It finds the back end of its session (or starts it), hands over its arguments, and is
/// then the back end's terminal: it prints, reads and runs shell commands as told, until it is told its exit code.
/// [clp.md, 1. Two processes]
/// </summary>
internal sealed class FrontEnd
{
    private readonly int standardInput = StandardInput();
    private readonly object gate = new();
    private readonly AutoResetEvent inputArrived = new(false);
    private volatile bool interrupted;
    private int backEnd = -1;
    private int input = -1;

    public static int Start(string[] arguments)
    {
        try
        {
            return new FrontEnd().Run(InstancePaths.FromEnvironment(), arguments);
        }
        catch (Db2Exception refusal)
        {
            Print(refusal.Db2Message.ToString() + "\n");
            return ExitCodes.SystemError;
        }
    }

    public static void Print(string text) => Posix.WriteAll(1, System.Text.Encoding.UTF8.GetBytes(text));

    private int Run(InstancePaths paths, string[] arguments)
    {
        // Ctrl+C stops the statement, not this process: its outcome is still to be told.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            interrupted = true;
            if (backEnd >= 0) Send(new WireWriter(FrameType.Interrupt));
            inputArrived.Set();
        });
        while (true)
        {
            if (EndsNothing(paths, arguments)) return 0;
            backEnd = Reach(paths);
            Send(new WireWriter(FrameType.Run, 1024)
                .Strings(arguments)
                .String(Environment.CurrentDirectory)
                .String(Environment.GetEnvironmentVariable("DB2OPTIONS"))
                .String(Environment.GetEnvironmentVariable(Faults.FaultSwitches.Variable)));
            // One that came before there was anybody to tell.
            if (interrupted) Send(new WireWriter(FrameType.Interrupt));
            if (Serve() is { } exitCode) return exitCode;
            Posix.Close(backEnd);
        }
    }

    /// <summary>TERMINATE where no back end is: there is nothing to end, so none is started for it.</summary>
    private static bool EndsNothing(InstancePaths paths, string[] arguments)
    {
        if (arguments is not [var word] || !word.Equals("TERMINATE", StringComparison.OrdinalIgnoreCase)) return false;
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("DB2OPTIONS"))) return false;
        var descriptor = Posix.Connect(paths.BackEndSocket(Posix.ParentProcess(), Posix.EffectiveUser()));
        if (descriptor >= 0) Posix.Close(descriptor);
        else Print(new Message("DB20000I", "TERMINATE").ToString() + "\n");
        return descriptor < 0;
    }

    /// <summary>The back end's key is our parent and our user: all children of one shell share one connection.</summary>
    private static int Reach(InstancePaths paths)
    {
        var parent = Posix.ParentProcess();
        var user = Posix.EffectiveUser();
        var socket = paths.BackEndSocket(parent, user);
        var descriptor = Posix.Connect(socket);
        if (descriptor >= 0) return descriptor;
        var until = Environment.TickCount64 + (long)QueueTimes.ForBackEnd.TotalMilliseconds;
        // As in `ps` of a real Db2: parent in decimal, A, user in hexadecimal.
        Daemon.Start("db2bp", $"{parent}A{user:X}", "5", "A");
        while ((descriptor = Posix.Connect(socket)) < 0)
        {
            if (Environment.TickCount64 > until) throw new Db2Exception("DB21015E");
            Thread.Sleep(2);
        }
        return descriptor;
    }

    /// <summary>The exit code, or null when another back end must be found.</summary>
    private int? Serve()
    {
        var accepted = false;
        var header = new byte[WireWriter.HeaderLength];
        while (Posix.ReadAll(backEnd, header))
        {
            var payload = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - 1];
            if (!Posix.ReadAll(backEnd, payload)) break;
            var frame = new WireReader((FrameType)header[4], payload);
            switch (frame.Type)
            {
                case FrameType.Output:
                    Posix.WriteAll(1, frame.Bytes());
                    break;
                case FrameType.ReadInput:
                    inputArrived.Reset();
                    Send(new WireWriter(FrameType.Input).Bytes(ReadInput(line: frame.Bool())));
                    break;
                case FrameType.OpenInput:
                    var opened = Posix.OpenForReading(frame.String());
                    if (opened >= 0) input = opened;
                    Send(new WireWriter(FrameType.Outcome).Int(Math.Min(opened, 0)));
                    break;
                case FrameType.Shell:
                    Send(new WireWriter(FrameType.Outcome).Int(Posix.Shell(frame.String())));
                    break;
                case FrameType.Exit:
                    return frame.Int();
                case FrameType.Accepted:
                    accepted = true;
                    break;
                default:
                    throw new InvalidDataException($"a front end does not know frame {frame.Type}");
            }
        }
        // It ended before our turn came: nothing has run, another one takes us.
        if (!accepted) return null;
        // Killed while it served us.
        Print(new Message("DB21018E").ToString() + "\n");
        return ExitCodes.SystemError;
    }

    /// <summary>
    /// Statements are read in blocks; an answer byte by byte, so that what follows it stays for the next reader. Ctrl+C
    /// ends the waiting: it counts as the end of the input.
    /// </summary>
    private byte[] ReadInput(bool line)
    {
        if (!line && input >= 0) return ReadBlock(input);
        byte[]? read = null;
        // A thread of its own: a read that waits cannot be called off.
        new Thread(() =>
        {
            read = line ? ReadLine() : ReadBlock(standardInput);
            inputArrived.Set();
        }) { IsBackground = true }.Start();
        inputArrived.WaitOne();
        return read ?? [];
    }

    private static byte[] ReadBlock(int descriptor)
    {
        var block = new byte[64 * 1024];
        return block.AsSpan(0, Math.Max(0, Posix.Read(descriptor, block))).ToArray();
    }

    private byte[] ReadLine()
    {
        var answer = new byte[4096];
        var length = 0;
        while (length < answer.Length && Posix.Read(standardInput, answer.AsSpan(length, 1)) == 1)
            if (answer[length++] == '\n') break;
        return answer.AsSpan(0, length).ToArray();
    }

    private void Send(WireWriter frame)
    {
        lock (gate) Posix.WriteAll(backEnd, frame.Frame);
    }

    // pwsh as host reads standard input itself; the shim then keeps the real one under another number.
    private static int StandardInput() =>
        Environment.GetEnvironmentVariable("DB2EMU_STDIN") is { Length: 1 } number ? number[0] - '0' : 0;
}
