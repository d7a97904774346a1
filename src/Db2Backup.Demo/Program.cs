using Db2Backup.Errors;

namespace Db2Backup.Demo;

/// <summary>Runs the scenario and prints it: <c>Db2Backup.Demo FOLDER-OF-THE-STAND-IN [ROWS] [STORE]</c>; STORE, or the variable DEMO_STORE, is a name of the configuration file or a location.</summary>
internal static class Program
{
    private const int DefaultRows = 200_000;

    private static async Task<int> Main(string[] args)
    {
        if (args.Length is < 1 or > 3)
        {
            await Console.Error.WriteLineAsync("usage: Db2Backup.Demo FOLDER-OF-THE-STAND-IN [ROWS] [STORE]");
            return 2;
        }
        using var cancel = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            // The scenario cleans up behind itself, and then ends.
            pressed.Cancel = true;
            cancel.Cancel();
        };
        var rows = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : DefaultRows;
        try
        {
            var store = args.Length > 2 ? args[2] : Environment.GetEnvironmentVariable("DEMO_STORE");
            await new Scenario(args[0], rows, Console.Out, string.IsNullOrEmpty(store) ? null : store).RunAsync(cancel.Token);
            return 0;
        }
        catch (Db2BackupException e)
        {
            await Console.Error.WriteLineAsync($"\n{e.ErrorId}: {e.Message}\n{e.Remedy}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("\nstopped");
            return 130;
        }
    }
}
