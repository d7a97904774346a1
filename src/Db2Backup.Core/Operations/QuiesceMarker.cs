using System.Diagnostics;
using System.Text.Json;

namespace Db2Backup.Operations;

/// <summary>A file that says: this database was quiesced by this process. It is there from before the quiesce until after its end.</summary>
internal sealed class QuiesceMarker
{
    private readonly string path;

    private QuiesceMarker(string path) => this.path = path;

    public sealed record Content(string Process, int ProcessId, DateTimeOffset Since, bool WasActive);

    public static QuiesceMarker For(Db2Database database)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return new QuiesceMarker(Path.Combine(state, "db2backup", $"quiesced-{database.Instance}-{database.Database}.json"));
    }

    public void Write(bool wasActive)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var content = new Content($"{Environment.UserName}, process {Environment.ProcessId}", Environment.ProcessId, DateTimeOffset.UtcNow, wasActive);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(content));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Null when there is none, or when the process that wrote it is still at work.</summary>
    public Content? Read()
    {
        if (!File.Exists(path)) return null;
        var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path));
        return content is null || (content.ProcessId != Environment.ProcessId && IsAlive(content.ProcessId)) ? null : content;
    }

    public void Remove() => File.Delete(path);

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
