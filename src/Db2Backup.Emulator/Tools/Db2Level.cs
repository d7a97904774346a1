using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Tools;

/// <summary>The program `db2level`: as Db2's, and it says that this is a stand-in. [commands.md, db2level]</summary>
internal static class Db2Level
{
    public static int Run(string[] arguments)
    {
        try
        {
            if (arguments.Length > 0) throw new Db2Exception("SQL0104N", arguments[0], "db2level", "END-OF-STATEMENT");
            var paths = InstancePaths.FromEnvironment();
            FrontEnd.Print(
                $"DB21085I  This instance or install (instance name, where applicable: \n\"{paths.Name}\") uses \"64\" bits and DB2 code release \"SQL11059\" with level \nidentifier \"060A010F\".\n" +
                $"Informational tokens are \"DB2 v{ProductLevel.Version}\", \"{ProductLevel.Build}\", \"{ProductLevel.Ptf}\", and Fix \nPack \"0\".\n" +
                $"Product is installed at \"{HostCommand.ProgramFolder}\".\n" +
                "This is not Db2: it is a stand-in for it, made for tests.\n\n");
            return 0;
        }
        catch (Db2Exception refusal)
        {
            FrontEnd.Print(refusal.Db2Message + "\n");
            return ExitCodes.Error;
        }
    }
}
