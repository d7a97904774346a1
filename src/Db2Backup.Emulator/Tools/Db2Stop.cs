using System.Net.Sockets;
using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Tools;

/// <summary>The program `db2stop [force]`: asks the engine to end and waits until it has.</summary>
internal static class Db2Stop
{
    [Unconfirmed("messages.md: exit code of db2stop when the instance is not started")]
    public static int Run(string[] arguments) => ToolOutput.Run(arguments,
        words => Run(InstancePaths.FromEnvironment(), words),
        message => message.Id switch { "SQL1064N" => 0, "SQL1032N" => 1, _ => ExitCodes.Error });

    public static SentMessage Run(InstancePaths paths, string[] clauses) => Stop(paths, IsForce(clauses));

    private static SentMessage Stop(InstancePaths paths, bool force)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(paths.EngineSocket));
        }
        catch (SocketException)
        {
            // An engine that was killed left its name.
            var free = SocketFolder.Claim(paths, paths.EngineSocket);
            if (free >= 0)
            {
                SocketFolder.Leave(paths, paths.EngineSocket);
                Posix.Close(free);
            }
            return new SentMessage("SQL1032N");
        }
        using var wire = new WireStream(socket);
        wire.Send(new WireWriter(FrameType.Hello).String("db2stop2").String(null).String(null));
        wire.Send(new WireWriter(FrameType.Stop).Bool(force));
        while (wire.Receive() is { } frame)
            if (frame.Type == FrameType.Message) return SentMessage.Read(frame);
        // The engine closes its end by ending.
        return new SentMessage("SQL1064N");
    }

    private static bool IsForce(string[] words) => words switch
    {
        [] => false,
        [var word] when string.Equals(word, "force", StringComparison.OrdinalIgnoreCase) => true,
        _ => throw new Db2Exception("SQL0104N", words[0], "db2stop", "FORCE"),
    };
}
