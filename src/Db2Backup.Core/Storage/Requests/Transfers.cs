using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Storage.Requests;

/// <summary>Settings that every store has that is reached over HTTP.</summary>
internal static class Transfers
{
    public const string BytesPerSecond = "bytes_per_second";
    public const string NoProgressSeconds = "no_progress_seconds";

    /// <summary>Null when it is not given.</summary>
    /// <exception cref="Db2BackupException">StoreSettingInvalid.</exception>
    public static long? PositiveNumber(IReadOnlyDictionary<string, string> settings, string name)
    {
        if (!settings.TryGetValue(name, out var text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new Db2BackupException(ErrorCode.StoreSettingInvalid, $"{name} must be a whole number above zero, and is '{text}'.", name);
    }
}
