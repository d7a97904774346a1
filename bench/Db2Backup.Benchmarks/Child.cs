using System.Diagnostics;

namespace Db2Backup.Benchmarks;

/// <summary>This program once more, for what has to be measured in a fresh process or on fewer cores.</summary>
internal static class Child
{
    /// <param name="cores">Processors it may use, as taskset wants them; null for all.</param>
    /// <returns>The line it printed.</returns>
    public static async Task<string> RunAsync(string? cores, params string[] arguments)
    {
        var command = new List<string> { Environment.ProcessPath!, typeof(Child).Assembly.Location };
        // Started by its own name the program is no argument of dotnet.
        if (Path.GetFileNameWithoutExtension(command[0]) != "dotnet") command.RemoveAt(1);
        if (cores is not null) command.InsertRange(0, ["taskset", "-c", cores]);
        command.AddRange(arguments);
        return await RunAsync(command);
    }

    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>One of the measurements of <see cref="Memory"/> inside PowerShell with the module loaded, whose heap is another one.</summary>
    /// <param name="module">The module's manifest.</param>
    public static Task<string> InPowerShellAsync(string module, string method, params object[] arguments) => RunAsync(["pwsh", "-NoProfile", "-NonInteractive", "-Command",
        $"$ErrorActionPreference = 'Stop'; Import-Module '{module}'; "
        + $"[Reflection.Assembly]::LoadFrom('{typeof(Child).Assembly.Location}').GetType('{typeof(Memory).FullName}').GetMethod('{method}', [Reflection.BindingFlags]'Public,Static').Invoke($null, @("
        + string.Join(", ", arguments.Select(a => a is string text ? $"'{text}'" : $"[{(a is long ? "long" : "int")}]{a}")) + ")).GetAwaiter().GetResult()"]);

    /// <summary>The module that was built with this program; null where it was not.</summary>
    public static string? Module
    {
        get
        {
            for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
                if (Path.Combine(folder, "Db2Backup.psd1") is var manifest && File.Exists(manifest))
                    return File.Exists(Path.Combine(folder, "bin", "Db2Backup.psm1")) ? manifest : null;
            return null;
        }
    }

    private static async Task<string> RunAsync(List<string> command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true };
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {output}");
    }
}
