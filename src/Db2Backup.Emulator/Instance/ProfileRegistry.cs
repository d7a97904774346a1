namespace Db2Backup.Emulator.Instance;

/// <summary>The variables of the profile registries, which cannot be changed here.</summary>
internal static class ProfileRegistry
{
    /// <summary>Level: i instance, g global. [IBM Docs 11.5, db2set, Environment variables and the profile registries]</summary>
    [Unconfirmed("IBM Docs 11.5, db2set: which variables a new instance has")]
    public static IReadOnlyList<(char Level, string Name, string Value)> Variables(InstancePaths paths) =>
    [
        ('i', "DB2COMM", "TCPIP"),
        ('g', "DB2SYSTEM", Environment.MachineName),
        ('g', "DB2INSTDEF", paths.Name),
    ];
}
