using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Db2Backup.Operations;

/// <summary>
/// The digests of archived logs that earlier runs of this user have taken, by path, length and time of change: a run every minute
/// must not read a whole archive to find out that it shipped it. It saves reading and proves nothing: nothing is ever deleted for
/// what it says, and what cannot be read or written of it is only slower.
/// </summary>
internal sealed class KnownDigests
{
    private sealed record Entry(long Length, long Ticks, string Sha256);

    private readonly string path;
    private readonly IReadOnlyDictionary<string, Entry> before;
    private readonly Dictionary<string, Entry> now = new(StringComparer.Ordinal);

    private KnownDigests(string path, IReadOnlyDictionary<string, Entry> before) => (this.path, this.before) = (path, before);

    /// <param name="folder">The folder of the database's archived logs.</param>
    /// <param name="stateFolder">Where this user's processes keep what they know.</param>
    public static KnownDigests Of(string folder, string stateFolder)
    {
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(folder))[..8]).ToLowerInvariant();
        var path = Path.Combine(stateFolder, $"logs-{name}.digests");
        return new KnownDigests(path, Read(path));
    }

    /// <summary>The digest of a file as an earlier run took it; null when it changed since, or nobody took it.</summary>
    public string? Find(string file)
    {
        if (!before.TryGetValue(file, out var entry) || new FileInfo(file) is not { Exists: true } found || found.Length != entry.Length || found.LastWriteTimeUtc.Ticks != entry.Ticks) return null;
        return entry.Sha256;
    }

    /// <param name="changed">When the file had last been changed, read before its digest was taken.</param>
    public void Add(string file, long length, DateTime changed, string sha256)
    {
        lock (now) now[file] = new Entry(length, changed.Ticks, sha256);
    }

    /// <summary>What this run knows takes the place of what was known: files that are gone are forgotten.</summary>
    public void Save()
    {
        try
        {
            string[] lines;
            lock (now) lines = now.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Value.Length} {e.Value.Ticks} {e.Value.Sha256} {e.Key}")).ToArray();
            if (!OperatingSystem.IsWindows()) Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            else Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var made = path + "." + Guid.NewGuid().ToString("N")[..8];
            File.WriteAllLines(made, lines);
            File.Move(made, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run reads the logs again.
        }
    }

    private static IReadOnlyDictionary<string, Entry> Read(string path)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        try
        {
            foreach (var line in File.ReadLines(path))
                if (line.Split(' ', 4) is [var length, var ticks, { Length: 64 } sha256, var file]
                    && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                    && sha256.All(char.IsAsciiHexDigitLower)) entries[file] = new Entry(bytes, time, sha256);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            entries.Clear();
        }
        return entries;
    }
}
