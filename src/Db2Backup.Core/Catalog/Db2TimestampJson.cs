using System.Text.Json;
using System.Text.Json.Serialization;

namespace Db2Backup.Catalog;

/// <summary>A Db2 timestamp is its 14 digits in JSON.</summary>
internal sealed class Db2TimestampJson : JsonConverter<Db2Timestamp>
{
    public override Db2Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Db2Timestamp.TryParse(reader.GetString(), out var timestamp) ? timestamp : throw new JsonException("a Db2 timestamp has 14 digits");

    public override void Write(Utf8JsonWriter writer, Db2Timestamp value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
