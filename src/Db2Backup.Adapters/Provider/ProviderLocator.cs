using System.Data.Common;
using System.Reflection;
using System.Runtime.InteropServices;
using Db2Backup.Errors;

namespace Db2Backup.Adapters.Provider;

/// <summary>
/// Finds IBM's .NET provider at run time: it is large, native, one package per platform and under a licence of its own, so
/// nothing here is compiled against it [provider.md]. Any DbProviderFactory that is named by its path serves as well.
/// </summary>
internal sealed class ProviderLocator(string moduleFolder)
{
    private static readonly string[] InvariantNames = ["IBM.Data.Db2", "IBM.Data.DB2", "IBM.Data.DB2.Core"];
    private static readonly string[] FileNames = ["IBM.Data.Db2.dll", "IBM.Data.DB2.Core.dll", "IBM.Data.DB2.dll"];

    /// <summary>The package for this platform, for messages.</summary>
    public static string PackageName =>
        OperatingSystem.IsWindows() ? "Net.IBM.Data.Db2" : OperatingSystem.IsMacOS() ? "Net.IBM.Data.Db2-osx" : "Net.IBM.Data.Db2-lnx";

    /// <param name="path">A folder or a dll; null to look among the registered providers and beside the module.</param>
    /// <exception cref="Db2BackupException">ProviderNotFound, ProviderNotUsable.</exception>
    public DbProviderFactory Find(string? path)
    {
        if (path is not null) return Load(FileOf(path) ?? throw NotFound($"There is no {FileNames[0]} in {path}.", path));
        foreach (var name in InvariantNames)
            if (DbProviderFactories.TryGetFactory(name, out var registered)) return registered;
        foreach (var folder in new[] { moduleFolder, Path.Combine(moduleFolder, "provider") })
            if (Directory.Exists(folder) && FileIn(folder) is { } file) return Load(file);
        throw NotFound($"No IBM .NET provider is registered ({string.Join(", ", InvariantNames)}) or lies in {moduleFolder}.", null);
    }

    private static string? FileOf(string path)
    {
        path = Path.GetFullPath(path);
        if (File.Exists(path)) return path;
        if (!Directory.Exists(path)) return null;
        if (FileIn(path) is { } here) return here;
        // An unpacked package: lib/net8.0, lib/net10.0; the newest that this runtime can load.
        var lib = Path.Combine(path, "lib");
        return !Directory.Exists(lib) ? null : Directory.GetDirectories(lib)
            .Select(folder => (Version: FrameworkOf(folder), File: FileIn(folder)))
            .Where(f => f.File is not null && f.Version <= Environment.Version)
            .OrderByDescending(f => f.Version).Select(f => f.File).FirstOrDefault();
    }

    private static Version FrameworkOf(string folder)
    {
        var name = Path.GetFileName(folder);
        return name.StartsWith("net", StringComparison.OrdinalIgnoreCase) && Version.TryParse(name[3..], out var version) ? version : new Version(0, 0);
    }

    // The letter case of the name differs between the lines of the package.
    private static string? FileIn(string folder) => Directory.EnumerateFiles(folder, "*.dll")
        .FirstOrDefault(file => FileNames.Contains(Path.GetFileName(file), StringComparer.OrdinalIgnoreCase));

    private static DbProviderFactory Load(string file)
    {
        try
        {
            return FactoryOf(ProviderLoadContext.LoadOnce(file)) ?? throw new Db2BackupException(ErrorCode.ProviderNotUsable, $"{file} holds no data provider.", file);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException or DllNotFoundException)
        {
            throw NotUsable(file, e);
        }
        catch (TargetInvocationException e)
        {
            throw NotUsable(file, e.GetBaseException());
        }
    }

    /// <summary>DB2Factory.Instance, whatever its namespace: the public type named …Factory that is a DbProviderFactory with a static Instance.</summary>
    private static DbProviderFactory? FactoryOf(Assembly assembly)
    {
        const BindingFlags Static = BindingFlags.Public | BindingFlags.Static;
        foreach (var type in assembly.GetExportedTypes().Where(t => t.Name.EndsWith("Factory", StringComparison.Ordinal) && typeof(DbProviderFactory).IsAssignableFrom(t)))
            if ((type.GetField("Instance", Static)?.GetValue(null) ?? type.GetProperty("Instance", Static)?.GetValue(null)) is DbProviderFactory factory) return factory;
        return null;
    }

    private static Db2BackupException NotFound(string what, string? target) => new(ErrorCode.ProviderNotFound,
        $"{what} For this platform ({RuntimeInformation.RuntimeIdentifier}) it is in the package {PackageName}.", target);

    private static Db2BackupException NotUsable(string file, Exception cause) => new(ErrorCode.ProviderNotUsable,
        $"{file} cannot be used on this platform ({RuntimeInformation.RuntimeIdentifier}), for which there is the package {PackageName}: {cause.Message}", file, cause);
}
