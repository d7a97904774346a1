using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Tools;

namespace Db2Backup.Emulator;

/// <summary>One program under several names: the first argument says which; the shim scripts set it.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        if (args.Length == 0) return Unknown("");
        if (PowerShellHost.IsHost) PowerShellHost.ResolveNativeLibraries();
        var rest = args[1..];
        return args[0] switch
        {
            "db2" => FrontEnd.Start(rest),
            "db2bp" => BackEnd.Start(rest),
            "db2sysc" => EngineServer.Start(),
            "db2start" => Db2Start.Run(rest),
            "db2stop" => Db2Stop.Run(rest),
            "db2icrt" => Db2Icrt.Run(rest),
            "db2level" => Db2Level.Run(rest),
            "db2look" => Db2Look.Run(rest),
            "db2set" => Db2Set.Run(rest),
            "db2ckbkp" => Backup.CheckBackup.Run(rest),
            "db2ckrst" => History.CheckRestoreTool.Run(rest, Console.Out),
            _ => Unknown(args[0]),
        };
    }

    private static int Unknown(string name)
    {
        FrontEnd.Print($"db2.dll: \"{name}\" is none of its programs. The scripts beside it start it by the right name.\n");
        return ExitCodes.SystemError;
    }
}
