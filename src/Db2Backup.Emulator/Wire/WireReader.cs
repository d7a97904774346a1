using System.Buffers.Binary;
using System.Text;

namespace Db2Backup.Emulator.Wire;

/// <summary>Reads the payload of one frame, in the order it was written.</summary>
internal sealed class WireReader(FrameType type, byte[] payload)
{
    private int position;

    public FrameType Type { get; } = type;

    public byte Byte() => Take(1)[0];

    public bool Bool() => Byte() != 0;

    public int Int() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public string? NullableString()
    {
        var bytes = Int();
        return bytes < 0 ? null : Encoding.UTF8.GetString(Take(bytes));
    }

    public string String() => NullableString() ?? throw new InvalidDataException("a string is missing in a frame");

    public ReadOnlySpan<byte> Bytes() => Take(Int());

    public string[] Strings()
    {
        var values = new string[Int()];
        for (var i = 0; i < values.Length; i++) values[i] = String();
        return values;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || position + count > payload.Length) throw new InvalidDataException("a frame is shorter than it says");
        position += count;
        return payload.AsSpan(position - count, count);
    }
}
