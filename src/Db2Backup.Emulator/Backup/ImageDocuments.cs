using System.Text.Json;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Backup;

/// <summary>The small objects of an image that are JSON: written by BACKUP, read by RESTORE and db2ckbkp.</summary>
internal static class ImageDocuments
{
    public static byte[] ToBytes<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document);

    public static ImageControl Control(Stream content) => Read<ImageControl>(content);
    public static ImageTrailer Trailer(Stream content) => Read<ImageTrailer>(content);
    public static IReadOnlyList<TableSpace> TableSpaceDefinitions(Stream content) => Read<List<TableSpace>>(content);

    /// <summary>A copy that later changes do not reach.</summary>
    public static DatabaseState Copy(DatabaseState state) =>
        JsonSerializer.Deserialize<DatabaseState>(JsonSerializer.SerializeToUtf8Bytes(state))!;

    private static T Read<T>(Stream content) =>
        JsonSerializer.Deserialize<T>(content) ?? throw new InvalidDataException($"the image holds no {typeof(T).Name}");
}
