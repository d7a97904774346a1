using Db2Backup.Errors;

namespace Db2Backup.Storage;

/// <summary>Where a secret comes from that is not kept by this module: a variable of the environment, or a file of its own.</summary>
internal static class SecretFile
{
    private const UnixFileMode Exposed = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;
    private const int MaximumBytes = 64 << 10;

    /// <summary>A secret in a file that everybody can read is no secret, and one that others can write may be theirs.</summary>
    /// <exception cref="Db2BackupException">SecretExposed.</exception>
    public static void RefuseExposed(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Exposed) != 0)
            throw new Db2BackupException(ErrorCode.SecretExposed, $"{path} holds a secret, and others may read or change it.", path);
    }

    /// <summary>The first line of a file.</summary>
    /// <exception cref="Db2BackupException">SecretExposed, FileNotFound, AccessDenied, StoreSettingInvalid (empty, or no text).</exception>
    public static Secret Read(string path)
    {
        try
        {
            RefuseExposed(path);
            if (new FileInfo(path).Length > MaximumBytes) throw Unusable(path);
            using var reader = new StreamReader(path);
            return reader.ReadLine() is { Length: > 0 } line ? new Secret(line) : throw Unusable(path);
        }
        catch (Exception e) when (e is not Db2BackupException && FileErrors.From(e, path, writing: false) is { } told)
        {
            throw told;
        }
    }

    private static Db2BackupException Unusable(string path) => new(ErrorCode.StoreSettingInvalid, $"{path} has no secret in its first line.", path);
}
