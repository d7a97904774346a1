namespace Db2Backup.Catalog;

/// <summary>The module as it calls itself in what it writes.</summary>
internal static class ModuleInfo
{
    /// <summary>The version in the module manifest, which the build gives to the assembly.</summary>
    public static string Version { get; } = typeof(ModuleInfo).Assembly.GetName().Version!.ToString(3);
}
