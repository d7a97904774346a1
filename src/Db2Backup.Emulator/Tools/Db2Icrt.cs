using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Tools;

/// <summary>
/// The program `db2icrt home name`: makes an instance in an existing folder, which stands for the owner's home. (Db2's own
/// takes the home from the user of that name; a sandbox has no such user.)
/// </summary>
internal static class Db2Icrt
{
    private const int LongestName = 8;

    public static int Run(string[] arguments)
    {
        if (arguments is not [var home, var name]) return Fail("Usage: db2icrt <home folder> <instance name>");
        home = Path.GetFullPath(home);
        name = name.ToLowerInvariant();
        if (name.Length > LongestName || !name.All(char.IsAsciiLetterOrDigit) || !char.IsAsciiLetter(name[0]))
            return Fail($"DBI1065E \"{name}\" is not an instance name: a letter, then letters and digits, {LongestName} at most.");
        if (!Directory.Exists(home)) return Fail($"The folder {home} does not exist.");
        var paths = new InstancePaths(home, name);
        if (Directory.Exists(paths.SqlLib)) return Fail($"DBI1122E The folder {paths.SqlLib} exists: there is an instance already.");
        foreach (var folder in new[] { "adm", "ctrl", "db2dump", "emulator", "sqldbdir" })
            Directory.CreateDirectory(Path.Combine(paths.SqlLib, folder));
        File.WriteAllText(paths.Profile, Profile(paths));
        GiveToOwner(paths);
        FrontEnd.Print("DBI1070I  Program db2icrt completed successfully.\n\n");
        return 0;
    }

    /// <summary>What a user sources: DB2INSTANCE, the home, and the programs on the PATH. [clp.md, 6. Environment]</summary>
    private static string Profile(InstancePaths paths) => $"""
        # Sets up the environment of instance {paths.Name}. Source it: . {paths.Profile}
        DB2INSTANCE={paths.Name}
        export DB2INSTANCE
        INSTHOME={Quote(paths.Home)}
        export INSTHOME
        DB2EMU_SHIMS={Quote(ShimFolder)}
        case ":$PATH:" in
            *":$DB2EMU_SHIMS:"*) ;;
            *) PATH="$DB2EMU_SHIMS:$INSTHOME/sqllib/adm:$PATH" ;;
        esac
        export PATH
        unset DB2EMU_SHIMS

        """;

    /// <summary>Made by root for somebody: what is made belongs to the owner of the home.</summary>
    private static void GiveToOwner(InstancePaths paths)
    {
        var (user, group) = Server.Identity.OwnerOf(paths.Home);
        if (Posix.EffectiveUser() != 0 || user == 0) return;
        foreach (var path in Directory.EnumerateFileSystemEntries(paths.SqlLib, "*", SearchOption.AllDirectories).Prepend(paths.SqlLib))
            if (!Posix.ChangeOwner(path, user, group)) throw new IOException($"{path} cannot be given to user {user}");
    }

    private static string ShimFolder => HostCommand.ProgramFolder;

    // For sh: everything in single quotes stands for itself, and a single quote is spelled '\''.
    private static string Quote(string text) => "'" + text.Replace("'", "'\\''") + "'";

    private static int Fail(string text)
    {
        FrontEnd.Print(text + "\n");
        return 1;
    }
}
