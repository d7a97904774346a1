using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Adapters.Storage.Azure;

/// <summary>What Azure wants of a name beyond <see cref="ObjectKey"/>.</summary>
internal static class AzureKey
{
    /// <exception cref="Db2BackupException">ObjectKeyInvalid.</exception>
    public static void Check(string key)
    {
        ObjectKey.Check(key);
        // "Avoid blob names that end with a dot": on the way some libraries cut it off, and the name is another.
        if (EndsName(key))
            throw new Db2BackupException(ErrorCode.ObjectKeyInvalid, $"'{key}' cannot be the name of an object in Azure: a name there must not end with a dot.", key);
    }

    /// <summary>Whether it can be an object of ours: what others put into a container is passed over.</summary>
    public static bool IsValid(string name) => ObjectKey.IsValid(name) && !EndsName(name);

    /// <summary>An account with a hierarchical namespace lists folders among the blobs.</summary>
    public static bool IsFolder(IDictionary<string, string>? metadata) =>
        metadata is not null && metadata.TryGetValue("hdi_isfolder", out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static bool EndsName(string key) => key.Contains("./", StringComparison.Ordinal) || key[^1] == '.';
}
