using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Db2Backup.Adapters.Provider;

/// <summary>
/// A provider and what lies beside it, apart from everything else in the process. Its native driver is found without
/// LD_LIBRARY_PATH, which would have to be set before the process starts [provider.md, Native driver].
/// </summary>
internal sealed class ProviderLoadContext(string file) : AssemblyLoadContext("Db2Backup provider")
{
    private const int ParentsToSearch = 3;

    // Both belong to the framework and are shared, or a DbConnection in there would not be ours.
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
    private readonly string file = file, folder = Path.GetDirectoryName(file)!;
    private Assembly? provider;

    /// <summary>
    /// Code that is loaded stays loaded, and a second copy of one driver in a process would be two drivers. The runtime keeps the
    /// contexts of a process; nothing of ours has to.
    /// </summary>
    public static Assembly LoadOnce(string file)
    {
        lock (typeof(ProviderLoadContext))
        {
            if (All.OfType<ProviderLoadContext>().FirstOrDefault(c => c.file == file && c.provider is not null) is { } known) return known.provider!;
            var context = new ProviderLoadContext(file);
            return context.provider = context.LoadProvider();
        }
    }

    private Assembly LoadProvider()
    {
        var loaded = LoadFromAssemblyPath(file);
        NativeLibrary.SetDllImportResolver(loaded, (name, _, _) => ResolveNative(name));
        return loaded;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name + ".dll";
        var beside = Path.Combine(folder, name);
        return File.Exists(Path.Combine(Framework, name)) || !File.Exists(beside) ? null : LoadFromAssemblyPath(beside);
    }

    /// <summary>Zero leaves it to the system: the library path of an instance's profile may lead to it.</summary>
    private IntPtr ResolveNative(string name) => NativeFile(folder, name) is { } path ? NativeLibrary.Load(path) : IntPtr.Zero;

    /// <summary>The native driver for a provider that lies in this folder; null when it is not there.</summary>
    public static string? NativeFile(string folder, string name) => Candidates(folder, name).FirstOrDefault(File.Exists);

    /// <summary>In clidriver beside the dll or, in an unpacked package, in buildTransitive or further up.</summary>
    private static IEnumerable<string> Candidates(string folder, string name)
    {
        var library = Path.HasExtension(name) ? name : name + (OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so");
        string? top = folder;
        for (var i = 0; i <= ParentsToSearch && top is not null; i++, top = Path.GetDirectoryName(top))
            foreach (var driver in new[] { "clidriver", Path.Combine("buildTransitive", "clidriver") })
                foreach (var part in new[] { "lib", "bin" })
                    yield return Path.Combine(top, driver, part, library);
        yield return Path.Combine(folder, library);
    }
}
