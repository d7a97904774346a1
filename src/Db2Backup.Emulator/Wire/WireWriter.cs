using System.Buffers.Binary;
using System.Text;

namespace Db2Backup.Emulator.Wire;

/// <summary>Builds one frame in memory. Kept free of anything slow to load: the front end uses it at every start.</summary>
internal sealed class WireWriter
{
    public const int HeaderLength = 5;

    private byte[] buffer;
    private int length = HeaderLength;

    public WireWriter(FrameType type, int capacity = 256)
    {
        buffer = new byte[Math.Max(capacity, 64)];
        buffer[4] = (byte)type;
    }

    public int Length => length;

    /// <summary>The whole frame, header included. Valid until the next write.</summary>
    public ReadOnlySpan<byte> Frame
    {
        get
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, length - 4);
            return buffer.AsSpan(0, length);
        }
    }

    public WireWriter Byte(byte value)
    {
        Reserve(1)[0] = value;
        length += 1;
        return this;
    }

    public WireWriter Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public WireWriter Int(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), value);
        length += 4;
        return this;
    }

    public WireWriter Long(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);
        length += 8;
        return this;
    }

    public WireWriter String(string? value)
    {
        if (value is null) return Int(-1);
        var bytes = Encoding.UTF8.GetByteCount(value);
        Int(bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
        length += bytes;
        return this;
    }

    public WireWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        value.CopyTo(Reserve(value.Length));
        length += value.Length;
        return this;
    }

    public WireWriter Strings(IReadOnlyList<string> values)
    {
        Int(values.Count);
        for (var i = 0; i < values.Count; i++) String(values[i]);
        return this;
    }

    private Span<byte> Reserve(int count)
    {
        if (length + count > buffer.Length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + count));
        return buffer.AsSpan(length, count);
    }
}
