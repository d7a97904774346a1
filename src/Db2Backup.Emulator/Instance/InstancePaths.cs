using System.Globalization;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Instance;

/// <summary>Where an instance keeps what. The layout is Db2's; what only the stand-in needs is under sqllib/emulator.</summary>
/// <param name="Home">The instance owner's home: holds <c>sqllib</c> and, by default, the databases.</param>
/// <param name="Name">The instance name, lower case on UNIX.</param>
internal sealed record InstancePaths(string Home, string Name)
{
    public string SqlLib => Path.Combine(Home, "sqllib");
    public string Profile => Path.Combine(SqlLib, "db2profile");
    public string DbmCfg => Path.Combine(SqlLib, "db2systm");
    public string DatabaseDirectory => Path.Combine(SqlLib, "sqldbdir", "sqldbdir");
    public string DiagLog => Path.Combine(SqlLib, "db2dump", "db2diag.log");
    public string EnginePid => Path.Combine(SqlLib, "ctrl", "db2sysc.pid");
    public string EmulatorFolder => Path.Combine(SqlLib, "emulator");
    public string Users => Path.Combine(EmulatorFolder, "users");
    public string Faults => Path.Combine(EmulatorFolder, "faults");
    public string ClockOffset => Path.Combine(EmulatorFolder, "clock-offset");

    /// <summary>Sockets live in a short path of their own: a UNIX socket's name may have 108 bytes at most.</summary>
    public string SocketFolder => "/tmp/.db2emu-" + Fingerprint(Home + "\n" + Name);
    public string EngineSocket => Path.Combine(SocketFolder, "db2sysc");
    public string BackEndSocket(int parentPid, uint uid) => Path.Combine(SocketFolder, $"db2bp-{parentPid}-{uid}");

    // FNV-1a: every `db2` computes it, and a cryptographic hash would load a library for it.
    private static string Fingerprint(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in text) hash = (hash ^ c) * 0x100000001B3UL;
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    /// <summary>The instance that the environment names, as db2profile sets it.</summary>
    public static InstancePaths FromEnvironment()
    {
        var name = Environment.GetEnvironmentVariable("DB2INSTANCE");
        var home = Environment.GetEnvironmentVariable("INSTHOME");
        if (string.IsNullOrEmpty(name)) throw new Db2Exception("SQL10007N", "-1390", "3");
        if (string.IsNullOrEmpty(home) || !Directory.Exists(Path.Combine(home, "sqllib")))
            throw new Db2Exception("SQL1390C");
        return new InstancePaths(Path.GetFullPath(home), name);
    }
}
