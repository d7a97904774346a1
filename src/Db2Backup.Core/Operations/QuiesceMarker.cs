using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Db2Backup.Errors;

namespace Db2Backup.Operations;

/// <summary>A file that says: this database was quiesced by this process. It is there from before the quiesce until after its end.</summary>
internal sealed class QuiesceMarker
{
    // The start time of a process is computed from the time since boot, and moves when the clock is set.
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private readonly string path;

    internal QuiesceMarker(string path) => this.path = path;

    public sealed record Content(string Process, int ProcessId, DateTimeOffset ProcessStart, DateTimeOffset Since, bool WasActive);

    public static QuiesceMarker For(Db2Database database) => new(PathOf(database.InstanceInfo, database.Database));

    /// <summary>Instances of one name in two homes, a sandbox and a real one, have two markers: nothing of one is ever undone in the other.</summary>
    public static string PathOf(Db2Instance instance, string database)
    {
        var home = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(instance.Home ?? "")).AsSpan(0, 6)).ToLowerInvariant();
        return Path.Combine(StateFolder.Path, $"quiesced-{instance.Instance}-{database}-{home}.json");
    }

    /// <exception cref="Db2BackupException">DiskFull, AccessDenied …: nothing may be quiesced that nobody would know of.</exception>
    public void Write(bool wasActive)
    {
        using var process = Process.GetCurrentProcess();
        var content = new Content($"{Environment.UserName}, process {process.Id}", process.Id, process.StartTime.ToUniversalTime(), DateTimeOffset.UtcNow, wasActive);
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
        return content is null || (content.ProcessId != Environment.ProcessId && IsAlive(content)) ? null : content;
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
