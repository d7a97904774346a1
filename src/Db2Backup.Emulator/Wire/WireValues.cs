using System.Globalization;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Wire;

/// <summary>Values, types and columns on the wire.</summary>
internal static class WireValues
{
    private enum Tag : byte { Null, Long, Decimal, Double, String, Bytes }

    public static WireWriter Value(this WireWriter writer, object? value) => value switch
    {
        null => writer.Byte((byte)Tag.Null),
        long number => writer.Byte((byte)Tag.Long).Long(number),
        decimal number => writer.Byte((byte)Tag.Decimal).String(number.ToString(CultureInfo.InvariantCulture)),
        double number => writer.Byte((byte)Tag.Double).Long(BitConverter.DoubleToInt64Bits(number)),
        string text => writer.Byte((byte)Tag.String).String(text),
        byte[] bytes => writer.Byte((byte)Tag.Bytes).Bytes(bytes),
        int number => writer.Byte((byte)Tag.Long).Long(number),
        short number => writer.Byte((byte)Tag.Long).Long(number),
        _ => throw new InvalidOperationException($"internal error: a {value.GetType().Name} has no place in a result"),
    };

    public static object? Value(this WireReader reader)
    {
        var tag = (Tag)reader.Byte();
        return tag switch
        {
            Tag.Null => null,
            Tag.Long => reader.Long(),
            Tag.Decimal => decimal.Parse(reader.String(), NumberStyles.Number, CultureInfo.InvariantCulture),
            Tag.Double => BitConverter.Int64BitsToDouble(reader.Long()),
            Tag.String => reader.String(),
            Tag.Bytes => reader.Bytes().ToArray(),
            _ => throw new InvalidDataException($"unknown value tag {tag}"),
        };
    }

    public static WireWriter Type(this WireWriter writer, Db2Type type) =>
        writer.Byte((byte)type.Kind).Int(type.Length).Int(type.Scale).Bool(type.BitData);

    public static Db2Type ReadType(this WireReader reader) =>
        new((Db2TypeKind)reader.Byte(), reader.Int(), reader.Int()) { BitData = reader.Bool() };

    public static WireWriter Columns(this WireWriter writer, IReadOnlyList<ResultColumn> columns)
    {
        writer.Int(columns.Count);
        foreach (var column in columns) writer.String(column.Name).Type(column.Type);
        return writer;
    }

    public static ResultColumn[] Columns(this WireReader reader)
    {
        var columns = new ResultColumn[reader.Int()];
        for (var i = 0; i < columns.Length; i++) columns[i] = new ResultColumn(reader.String(), reader.ReadType());
        return columns;
    }

    /// <summary>A batch of rows: their number, then their values.</summary>
    public static List<object?[]> Rows(this WireReader reader, int width)
    {
        var count = reader.Int();
        var rows = new List<object?[]>(count);
        for (var i = 0; i < count; i++)
        {
            var row = new object?[width];
            for (var c = 0; c < width; c++) row[c] = reader.Value();
            rows.Add(row);
        }
        return rows;
    }

    public static WireWriter Parameters(this WireWriter writer, IReadOnlyList<OutputParameter> parameters, int returnStatus)
    {
        writer.Int(parameters.Count);
        foreach (var parameter in parameters) writer.String(parameter.Name).Type(parameter.Type).Value(parameter.Value);
        return writer.Int(returnStatus);
    }

    public static (OutputParameter[] Parameters, int ReturnStatus) Parameters(this WireReader reader)
    {
        var parameters = new OutputParameter[reader.Int()];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = new OutputParameter(reader.String(), reader.ReadType(), reader.Value());
        return (parameters, reader.Int());
    }
}
