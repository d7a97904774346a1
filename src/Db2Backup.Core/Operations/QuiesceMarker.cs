using System.Diagnostics;
using System.Text.Json;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>A file that says: this database was quiesced by this process. It is there from before the quiesce until after its end.</summary>
internal sealed class QuiesceMarker
{
    private readonly string path;

    internal QuiesceMarker(string path) => this.path = path;

    public sealed record Content(string Process, int ProcessId, DateTimeOffset Since, bool WasActive);

    public static QuiesceMarker For(Db2Database database)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return new QuiesceMarker(Path.Combine(state, "db2backup", $"quiesced-{database.Instance}-{database.Database}.json"));
    }

    /// <exception cref="Db2BackupException">DiskFull, AccessDenied …: nothing may be quiesced that nobody would know of.</exception>
    public void Write(bool wasActive)
    {
        var content = new Content($"{Environment.UserName}, process {Environment.ProcessId}", Environment.ProcessId, DateTimeOffset.UtcNow, wasActive);
        var unfinished = path + ".new";
        Told(writing: true, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                File.WriteAllText(unfinished, JsonSerializer.Serialize(content));
            }
            catch (IOException)
            {
                File.Delete(unfinished);
                throw;
            }
            File.Move(unfinished, path, overwrite: true);
        });
    }

    /// <summary>Null when there is none, or when the process that wrote it is still at work.</summary>
    /// <exception cref="Db2BackupException">It is there and cannot be read.</exception>
    public Content? Read()
    {
        Content? content = null;
        Told(writing: false, () => content = File.Exists(path) ? JsonSerializer.Deserialize<Content>(File.ReadAllText(path)) : null);
        return content is null || (content.ProcessId != Environment.ProcessId && IsAlive(content.ProcessId)) ? null : content;
    }

    /// <exception cref="Db2BackupException">AccessDenied …</exception>
    public void Remove() => Told(writing: true, () => File.Delete(path));

    private void Told(bool writing, Action act)
    {
        try
        {
            act();
        }
        catch (JsonException e)
        {
            throw new Db2BackupException(ErrorCode.ReadFailed, $"{path}, which would tell of a database that was left quiesced, cannot be understood ({e.Message}). Look whether users get into the database, then delete the file.", path, e);
        }
        catch (Exception e) when (FileErrors.From(e, path, writing) is { } told)
        {
            throw told;
        }
    }

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
