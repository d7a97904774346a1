using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Db2Backup.Errors;

namespace Db2Backup.Processes;

/// <param name="ExitCode">As the program gave it; 128 + n on UNIX when signal n ended it.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Errors">What it wrote to its standard error.</param>
internal sealed record ProgramResult(int ExitCode, string Output, string Errors);

/// <summary>Runs a program to its end. Arguments are passed one by one, never through a shell; its input is empty.</summary>
internal static class ProgramRunner
{
    private static UTF8Encoding Utf8 => new(encoderShouldEmitUTF8Identifier: false);

    // A killed program's pipes close at once; more than this means that something else holds them.
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(3);

    /// <param name="environment">Variables to set besides those of this process; null removes one.</param>
    /// <exception cref="Db2BackupException">ProgramNotFound.</exception>
    public static async Task<ProgramResult> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var process = Start(program, arguments, environment);
        process.StandardInput.Close();
        // Both are read while it runs: a full pipe would stop it.
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new ProgramResult(process.ExitCode, await output.WaitAsync(cancellationToken).ConfigureAwait(false), await errors.WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            using var limit = new CancellationTokenSource(AfterKill);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts a program with all three streams redirected.</summary>
    public static Process Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Db2 is told to speak UTF-8, and paths are UTF-8, whatever the locale of this process.
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("internal error: no process was started");
        }
        catch (Win32Exception e)
        {
            throw new Db2BackupException(ErrorCode.ProgramNotFound, $"The program {program} cannot be started: {e.Message}", program, e);
        }
    }
}
