using System.Reflection;
using System.Runtime.Loader;

namespace Db2Backup.Loader;

/// <summary>
/// Loads the module's assemblies: Core into the default context, so that scripts can name its types; the cmdlets and every
/// third-party package into a context of their own, so that they never meet other versions that another module has loaded.
/// </summary>
public static class ModuleLoader
{
    private const string CoreName = "Db2Backup.Core";
    private const string CmdletsName = "Db2Backup.PowerShell";
    private static readonly object Gate = new();
    private static ModuleContext? context;

    /// <summary>The assembly with the cmdlets. Asked again for the same folder, the same assembly.</summary>
    /// <exception cref="InvalidOperationException">Another version, or one from another folder, is loaded in this process already.</exception>
    public static Assembly Load(string folder)
    {
        folder = Path.GetFullPath(folder);
        lock (Gate)
        {
            if (context is null) context = new ModuleContext(folder, LoadCore(folder));
            else if (!SameFolder(context.Folder, folder) || VersionOf(folder) != context.Version) throw AlreadyLoaded(context.Folder, context.Version, folder);
            return context.Cmdlets();
        }
    }

    private static Assembly LoadCore(string folder)
    {
        var loaded = AssemblyLoadContext.Default.Assemblies.FirstOrDefault(a => a.GetName().Name == CoreName);
        if (loaded is null) return AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(folder, CoreName + ".dll"));
        if (SameFolder(Path.GetDirectoryName(loaded.Location)!, folder) && loaded.GetName().Version == VersionOf(folder)) return loaded;
        throw AlreadyLoaded(Path.GetDirectoryName(loaded.Location)!, loaded.GetName().Version!, folder);
    }

    private static Version VersionOf(string folder) => AssemblyName.GetAssemblyName(Path.Combine(folder, CoreName + ".dll")).Version!;

    private static bool SameFolder(string one, string other) => string.Equals(
        one.TrimEnd(Path.DirectorySeparatorChar), other.TrimEnd(Path.DirectorySeparatorChar),
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static InvalidOperationException AlreadyLoaded(string there, Version version, string folder) => new(
        $"Db2Backup {version} from {there} is loaded in this session already, and a process cannot hold two versions: "
        + $"start a new PowerShell session to import the one in {folder}.");

    private sealed class ModuleContext(string folder, Assembly core) : AssemblyLoadContext("Db2Backup")
    {
        private Assembly? cmdlets;

        public string Folder => folder;
        public Version Version { get; } = core.GetName().Version!;

        public Assembly Cmdlets() => cmdlets ??= LoadFromAssemblyPath(Path.Combine(folder, CmdletsName + ".dll"));

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name == CoreName) return core;
            var file = Path.Combine(folder, assemblyName.Name + ".dll");
            // Not beside the module: it is the framework's or PowerShell's own.
            return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
        }
    }
}
