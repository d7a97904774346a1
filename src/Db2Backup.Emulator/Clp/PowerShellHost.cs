using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// What `dotnet` does for a program and pwsh does not: it reads db2.deps.json, and so finds SQLite's native library in the
/// folder of this machine's kind.
/// </summary>
internal static class PowerShellHost
{
    public static bool IsHost => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(HostCommand.PowerShellScript));

    public static void ResolveNativeLibraries()
    {
        var context = AssemblyLoadContext.GetLoadContext(typeof(PowerShellHost).Assembly) ?? AssemblyLoadContext.Default;
        context.ResolvingUnmanagedDll += (_, name) =>
        {
            var kind = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "alpine-" : "linux-";
            var folder = kind + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            var file = Path.Combine(HostCommand.ProgramFolder, "runtimes", folder, "native", $"lib{name}.so");
            return File.Exists(file) ? NativeLibrary.Load(file) : 0;
        };
    }
}
