using System.Collections.Concurrent;
using System.Text;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>The back end's view of a front end: a place to print, to read, and to run shell commands.</summary>
internal sealed class Terminal
{
    /// <summary>What is printed is collected up to so many characters: a report costs few frames.</summary>
    private const int Full = 32 * 1024;

    private readonly WireStream wire;
    private readonly BlockingCollection<WireReader?> received = new(new ConcurrentQueue<WireReader?>());
    private readonly StringBuilder pending = new();
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    public Terminal(WireStream wire, Action interrupted)
    {
        this.wire = wire;
        var reader = new Thread(() => Read(interrupted)) { IsBackground = true, Name = "front end input" };
        reader.Start();
    }

    /// <summary>True once the front end was killed. What runs goes on, for nobody.</summary>
    public bool IsGone { get; private set; }

    public void Accept() => Send(new WireWriter(FrameType.Accepted));

    public void Print(string text)
    {
        pending.Append(text);
        if (pending.Length >= Full) Flush();
    }

    public void Flush()
    {
        if (pending.Length == 0) return;
        Send(new WireWriter(FrameType.Output, pending.Length + 16).Bytes(Encoding.UTF8.GetBytes(pending.ToString())));
        pending.Clear();
    }

    /// <summary>The next piece of the input; empty at its end.</summary>
    public string ReadInput()
    {
        while (true)
        {
            var bytes = Input(line: false);
            if (bytes.Length == 0) return "";
            var characters = new char[decoder.GetCharCount(bytes, flush: false)];
            decoder.GetChars(bytes, characters, flush: false);
            if (characters.Length > 0) return new string(characters);
        }
    }

    /// <summary>A line from standard input, without its end; null at the end of the input.</summary>
    public string? ReadAnswer()
    {
        var bytes = Input(line: true);
        return bytes.Length == 0 ? null : Encoding.UTF8.GetString(bytes).TrimEnd('\n', '\r');
    }

    /// <summary>From now on input comes from this file. 0, or the error number negative.</summary>
    public int OpenInput(string path) => Request(new WireWriter(FrameType.OpenInput).String(path))?.Int() ?? -1;

    public int Shell(string command)
    {
        Flush();
        return Request(new WireWriter(FrameType.Shell).String(command))?.Int() ?? -1;
    }

    public void Exit(int code)
    {
        Flush();
        Send(new WireWriter(FrameType.Exit).Int(code));
    }

    private byte[] Input(bool line) =>
        Request(new WireWriter(FrameType.ReadInput).Bool(line)) is { } frame ? frame.Bytes().ToArray() : [];

    private WireReader? Request(WireWriter frame)
    {
        Flush();
        Send(frame);
        return IsGone ? null : received.Take();
    }

    private void Send(WireWriter frame)
    {
        if (IsGone) return;
        try
        {
            wire.Send(frame);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException)
        {
            IsGone = true;
        }
    }

    private void Read(Action interrupted)
    {
        while (wire.Receive() is { } frame)
        {
            if (frame.Type == FrameType.Interrupt) interrupted();
            else received.Add(frame);
        }
        IsGone = true;
        received.Add(null);
    }
}
