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
            var machine = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
            var isMusl = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);
            foreach (var system in isMusl ? new[] { "linux-musl", "alpine" } : ["linux"])
            {
                var file = Path.Combine(HostCommand.ProgramFolder, "runtimes", $"{system}-{machine}", "native", $"lib{name}.so");
                if (File.Exists(file)) return NativeLibrary.Load(file);
            }
            return 0;
        };
    }
}
