using System.Text.Json;
using System.Text.Json.Serialization;
using Db2Backup.Errors;

namespace Db2Backup.Catalog;

/// <summary>Reads and writes manifests and the other small JSON objects of a repository.</summary>
internal static class ManifestJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    // A file that people write: a mistyped word must not be passed over.
    private static readonly JsonSerializerOptions Strict = new(Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <param name="name">The object's key, for errors.</param>
    /// <param name="strict">Refuse members that are not known; else they are of a later version, and passed over.</param>
    /// <exception cref="Db2BackupException">ManifestInvalid.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string name, bool strict = false)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, strict ? Strict : Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new Db2BackupException(ErrorCode.ManifestInvalid, $"{name} cannot be read: {e.Message}", name, e);
        }
    }
}
