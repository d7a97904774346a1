using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Tools;

/// <summary>The program `db2set [-all]`: shows the variables of the profile registries; nothing else of it is offered. [IBM Docs 11.5, db2set]</summary>
internal static class Db2Set
{
    [Unconfirmed("IBM Docs 11.5, db2set: how it refuses what it does not know, and its exit codes")]
    public static int Run(string[] arguments)
    {
        try
        {
            if (arguments is not ([] or ["-all"])) throw new Db2Exception("SQL0104N", arguments[0], "db2set", "-all");
            var paths = InstancePaths.FromEnvironment();
            // Without -all only what is set for this instance is shown, without its level.
            foreach (var (level, name, value) in ProfileRegistry.Variables(paths).Where(v => arguments.Length > 0 || v.Level == 'i'))
                FrontEnd.Print((arguments.Length > 0 ? $"[{level}] " : "") + $"{name}={value}\n");
            return 0;
        }
        catch (Db2Exception refusal)
        {
            FrontEnd.Print(refusal.Db2Message + "\n");
            return ExitCodes.Error;
        }
    }
}
