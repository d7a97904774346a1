using System.Diagnostics;
using System.Globalization;
using Db2Backup.Hosting;

namespace Db2Backup.Demo;

/// <summary>Prints each step with its time and result. What must hold is checked here: a demo that goes on after a wrong number proves nothing.</summary>
internal sealed class Narrator(TextWriter output) : IOperationHost
{
    private readonly Stopwatch total = Stopwatch.StartNew();
    private int number;

    public async Task<T> StepAsync<T>(string title, Func<Task<T>> act, Func<T, string> told)
    {
        var watch = Stopwatch.StartNew();
        var result = await act();
        Line($"{++number,3}. {title}");
        Line(string.Create(CultureInfo.InvariantCulture, $"     {told(result)}  [{watch.Elapsed.TotalSeconds:0.0} s]"));
        return result;
    }

    public void Require(bool holds, string otherwise)
    {
        if (!holds) throw new Errors.Db2BackupException(Errors.ErrorCode.RecoveryNotComplete, "The demo found something wrong: " + otherwise);
    }

    public void Line(string text) => output.WriteLine(text);

    public string Elapsed => total.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s";

    public static string Size(long bytes) => bytes >= 1 << 20
        ? (bytes / (double)(1 << 20)).ToString("0.0", CultureInfo.InvariantCulture) + " MiB"
        : (bytes / 1024.0).ToString("0.0", CultureInfo.InvariantCulture) + " KiB";

    public void Verbose(string message) { }

    public void Warning(string message) => Line("     note: " + message);

    public void Progress(OperationProgress progress) { }
}
