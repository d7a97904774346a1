using System.Text;

namespace Db2Backup.Emulator.Logging;

/// <summary>A statement as the log keeps it: values of special registers and parameters already filled in.</summary>
/// <param name="TableSpace">The table space whose file it changes (SYSCATSPACE for definitions).</param>
/// <param name="Schema">CURRENT SCHEMA when it ran.</param>
/// <param name="Parameters">null, long, decimal, double, string or byte[].</param>
internal sealed record LoggedStatement(string TableSpace, string Schema, string Text, IReadOnlyList<object?> Parameters)
{
    private enum ValueKind : byte { Null, Integer, Decimal, Double, Characters, Bytes }

    public byte[] ToBytes()
    {
        var stream = new MemoryStream();
        var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(TableSpace);
        writer.Write(Schema);
        writer.Write(Text);
        writer.Write7BitEncodedInt(Parameters.Count);
        foreach (var value in Parameters) WriteValue(writer, value);
        writer.Flush();
        return stream.ToArray();
    }

    public static LoggedStatement FromBytes(byte[] bytes)
    {
        var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        var tableSpace = reader.ReadString();
        var schema = reader.ReadString();
        var text = reader.ReadString();
        var parameters = new object?[reader.Read7BitEncodedInt()];
        for (var i = 0; i < parameters.Length; i++) parameters[i] = ReadValue(reader);
        return new LoggedStatement(tableSpace, schema, text, parameters);
    }

    private static void WriteValue(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Write((byte)ValueKind.Null);
                break;
            case long number:
                writer.Write((byte)ValueKind.Integer);
                writer.Write(number);
                break;
            case decimal number:
                writer.Write((byte)ValueKind.Decimal);
                writer.Write(number);
                break;
            case double number:
                writer.Write((byte)ValueKind.Double);
                writer.Write(number);
                break;
            case string characters:
                writer.Write((byte)ValueKind.Characters);
                writer.Write(characters);
                break;
            case byte[] data:
                writer.Write((byte)ValueKind.Bytes);
                writer.Write7BitEncodedInt(data.Length);
                writer.Write(data);
                break;
            default:
                throw new ArgumentException($"internal error: a value of type {value.GetType().Name} cannot be logged");
        }
    }

    private static object? ReadValue(BinaryReader reader) => (ValueKind)reader.ReadByte() switch
    {
        ValueKind.Null => null,
        ValueKind.Integer => reader.ReadInt64(),
        ValueKind.Decimal => reader.ReadDecimal(),
        ValueKind.Double => reader.ReadDouble(),
        ValueKind.Characters => reader.ReadString(),
        ValueKind.Bytes => reader.ReadBytes(reader.Read7BitEncodedInt()),
        var kind => throw new InvalidDataException($"a log record holds a value of unknown kind {(byte)kind}"),
    };
}
