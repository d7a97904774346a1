namespace Db2Backup.Emulator.Clp;

/// <summary>How to start this program again: by `dotnet`, or by `pwsh` where only PowerShell is installed.</summary>
internal static class HostCommand
{
    /// <summary>Set by the shim when pwsh is the host: the script that loads this assembly.</summary>
    public const string PowerShellScript = "DB2EMU_PWSH_HOST";

    /// <summary>Where db2.dll and the scripts beside it are; inside pwsh that is not the folder of the process.</summary>
    public static string ProgramFolder { get; } = Path.GetDirectoryName(typeof(HostCommand).Assembly.Location)!;

    public static List<string> For(IReadOnlyList<string> arguments)
    {
        var host = Environment.ProcessPath ?? throw new InvalidOperationException("the host of this process is unknown");
        List<string> command = [host];
        if (Environment.GetEnvironmentVariable(PowerShellScript) is { Length: > 0 } script)
            command.AddRange(["-NoProfile", "-NonInteractive", "-File", script]);
        else if (string.Equals(Path.GetFileNameWithoutExtension(host), "dotnet", StringComparison.Ordinal))
            command.Add(Path.Combine(ProgramFolder, "db2.dll"));
        command.AddRange(arguments);
        return command;
    }
}
