using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Db2Backup.Operations;

/// <summary>A file that says: this database was quiesced by this process. It is there from before the quiesce until after its end.</summary>
internal sealed class QuiesceMarker
{
    // The start time of a process is computed from the time since boot, and moves when the clock is set.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly string path;

    private QuiesceMarker(string path) => this.path = path;

    public sealed record Content(string Process, int ProcessId, DateTimeOffset ProcessStart, DateTimeOffset Since, bool WasActive);

    /// <summary>Instances of one name in two homes, a sandbox and a real one, have two markers: nothing of one is ever undone in the other.</summary>
    /// <param name="state">The folder for what programs remember; null for the user's own.</param>
    public static QuiesceMarker For(Db2Database database, string? state = null)
    {
        state ??= Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        var home = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(database.InstanceInfo.Home ?? "")).AsSpan(0, 6)).ToLowerInvariant();
        return new QuiesceMarker(Path.Combine(state, "db2backup", $"quiesced-{database.Instance}-{database.Database}-{home}.json"));
    }

    public void Write(bool wasActive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var process = Process.GetCurrentProcess();
        var content = new Content($"{Environment.UserName}, process {process.Id}", process.Id, process.StartTime.ToUniversalTime(), DateTimeOffset.UtcNow, wasActive);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(content));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Null when there is none, or when the process that wrote it is still at work.</summary>
    public Content? Read()
    {
        if (!File.Exists(path)) return null;
        Content? content;
        try
        {
            content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path));
        }
        catch (JsonException)
        {
            // Cut by whatever ended the process: what it says is gone, that it is there is not.
            content = null;
        }
        content ??= new Content("a process that left no more than this file", 0, default, File.GetLastWriteTimeUtc(path), WasActive: false);
        return content.ProcessId != Environment.ProcessId && IsAlive(content) ? null : content;
    }

    public void Remove() => File.Delete(path);

    /// <summary>Numbers of processes are used again: it is the same one when it began at the same time.</summary>
    private static bool IsAlive(Content content)
    {
        try
        {
            using var process = Process.GetProcessById(content.ProcessId);
            return !process.HasExited && (process.StartTime.ToUniversalTime() - content.ProcessStart.UtcDateTime).Duration() <= ClockTolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false; // No process has this id, or it ended just now.
        }
    }
}
