using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Db2Backup.Errors;
using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>
/// One backup of a database at a time from this machine and user, and a note of it that a killed process leaves. The lock is the
/// operating system's, so it ends with the process however that ends. Db2 itself is asked too (LIST UTILITIES); the lock closes the
/// gap between that look and the BACKUP, in which two runs would take each other's images for debris.
/// </summary>
internal sealed class BackupMark : IDisposable
{
    // EAGAIN of flock on Linux and macOS, ERROR_SHARING_VIOLATION: somebody else has the lock.
    private static readonly int[] Locked = [11, 35, unchecked((int)0x80070020)];

    // The lock file stays: deleting it while another opens it would let two in.
    private readonly FileStream? alone;
    private readonly string note;

    private BackupMark(FileStream? alone, string note, Content? left) => (this.alone, this.note, Left) = (alone, note, left);

    /// <param name="Folders">Where the image goes.</param>
    /// <param name="Before">Image files that lay there already.</param>
    public sealed record Content(string Process, DateTimeOffset Since, IReadOnlyList<string> Folders, IReadOnlyList<string> Before);

    /// <summary>The note of a run that ended without taking it away: it was killed. Null when there is none.</summary>
    public Content? Left { get; }

    /// <exception cref="Db2BackupException">BackupRunning.</exception>
    public static BackupMark Enter(Db2Database database, IReadOnlyList<string> folders, IReadOnlyList<string> before, IOperationHost host, TimeProvider clock)
    {
        var note = NoteOf(database);
        FileStream? alone = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(note)!);
            alone = new FileStream(note + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            var left = Read(note);
            var mine = new Content($"process {Environment.ProcessId} of {Environment.UserName}", clock.GetUtcNow(), folders, before);
            // Told by this run; should it be killed before that, by the next one.
            if (left is not null) mine = mine with { Since = left.Since, Before = left.Before, Folders = folders.Union(left.Folders, StringComparer.Ordinal).ToList() };
            File.WriteAllBytes(note, JsonSerializer.SerializeToUtf8Bytes(mine));
            return new BackupMark(alone, note, left);
        }
        catch (IOException e) when (alone is null && Locked.Contains(e.HResult))
        {
            throw new Db2BackupException(ErrorCode.BackupRunning,
                $"A backup of {database} is being taken by {(Read(note) is { } other ? $"{other.Process} since {other.Since:u}" : "another process")}.", database.Database, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full home is no reason to have no backup: Db2 was asked whether one runs.
            host.Verbose($"The backup cannot be noted in {note}: {e.Message}");
            return new BackupMark(alone, note, null);
        }
    }

    /// <summary>The run has ended, and has taken away or told what it left.</summary>
    public void Dispose()
    {
        if (alone is null) return;
        File.Delete(note);
        alone.Dispose();
    }

    /// <summary>The file that is there while a backup of the database runs.</summary>
    public static string NoteOf(Db2Database database)
    {
        var instance = database.InstanceInfo;
        // There are instances of one name: in sandboxes, and on servers that are reached over the network.
        var where = SHA256.HashData(Encoding.UTF8.GetBytes($"{instance.Home}\n{instance.Server}:{instance.Port}"));
        return Path.Combine(StateFolder.Path, $"backup-{database.Instance}-{database.Database}-{Convert.ToHexString(where, 0, 4).ToLowerInvariant()}.json");
    }

    /// <summary>Null for none, and for one that was cut because its process was killed while it wrote it: then nothing had begun.</summary>
    private static Content? Read(string note)
    {
        try
        {
            return File.Exists(note) ? JsonSerializer.Deserialize<Content>(File.ReadAllText(note)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
