using System.Buffers.Binary;
using System.Net.Sockets;

namespace Db2Backup.Emulator.Wire;

/// <summary>Frames over a socket, for the processes that live long enough to afford one.</summary>
internal sealed class WireStream(Socket socket) : IDisposable
{
    /// <summary>No frame is larger: rows are sent in batches. What claims to be is no frame.</summary>
    private const int MaximumFrame = 256 * 1024 * 1024;

    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private readonly object gate = new();

    /// <summary>The other side has closed and nothing of it is left to read.</summary>
    public bool IsClosed => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    /// <summary>Sends one frame; any thread may.</summary>
    public void Send(WireWriter writer)
    {
        lock (gate) stream.Write(writer.Frame);
    }

    public void Send(FrameType type) => Send(new WireWriter(type));

    /// <summary>The next frame, or null when the other side is gone.</summary>
    public WireReader? Receive()
    {
        Span<byte> header = stackalloc byte[WireWriter.HeaderLength];
        try
        {
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length) return null;
            var length = BinaryPrimitives.ReadInt32LittleEndian(header) - 1;
            if (length is < 0 or > MaximumFrame) throw new InvalidDataException("what came is not a frame");
            var payload = new byte[length];
            if (stream.ReadAtLeast(payload, length, throwOnEndOfStream: false) < length) return null;
            return new WireReader((FrameType)header[4], payload);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // A reset connection and a closed one are the same news here: nobody is there any more.
            return null;
        }
    }

    public void Dispose() => stream.Dispose();
}
