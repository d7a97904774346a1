using System.Globalization;
using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Tools;

/// <summary>The program `db2start`: starts the engine of the instance and waits until it answers.</summary>
internal static class Db2Start
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);

    [Unconfirmed("messages.md: exit code of db2start when the instance is already active")]
    public static int Run(string[] arguments) => ToolOutput.Run(arguments, words => Run(InstancePaths.FromEnvironment(), words), message =>
        message.Id switch { "SQL1063N" => 0, "SQL1026N" => 1, _ => ExitCodes.Error });

    /// <summary>None of the clauses of Db2 (ADMIN MODE, MEMBER …) is offered.</summary>
    public static SentMessage Run(InstancePaths paths, string[] clauses) =>
        clauses is [var first, ..] ? throw new Db2Exception("SQL0104N", first, "db2start", "END-OF-STATEMENT") : Start(paths);

    private static SentMessage Start(InstancePaths paths)
    {
        var running = Posix.Connect(paths.EngineSocket);
        if (running >= 0)
        {
            Posix.Close(running);
            return new SentMessage("SQL1026N");
        }
        var engine = Daemon.Start("db2sysc");
        var until = Environment.TickCount64 + (long)Wait.TotalMilliseconds;
        while (Environment.TickCount64 < until)
        {
            var socket = Posix.Connect(paths.EngineSocket);
            if (socket >= 0)
            {
                Posix.Close(socket);
                return new SentMessage("SQL1063N");
            }
            // What made it end is in db2diag.log.
            if (Posix.HasEnded(engine)) return new SentMessage("SQL1042C");
            Thread.Sleep(3);
        }
        return new SentMessage("SQL1042C");
    }
}
