using System.Net.Sockets;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>What the engine says while it runs a statement, piece by piece.</summary>
internal interface IStatementOutput
{
    void Text(string text);
    void Message(SentMessage message);
    void Columns(ResultColumn[] columns);
    void Rows(List<object?[]> rows);
    void RowsEnd();
    void Parameters(OutputParameter[] parameters, int returnStatus);
    void RowsAffected(long count);
    string? Ask(string prompt);
}

/// <param name="Refusal">Null when the statement is done.</param>
/// <param name="IsPlainSql">It was SQL the CLP does not know by itself.</param>
internal sealed record StatementOutcome(SentMessage? Refusal, bool IsPlainSql);

/// <summary>The back end's (or the provider's) link to the engine. It is made when first needed and again after a db2start.</summary>
internal sealed class EngineLink(InstancePaths paths) : IDisposable
{
    private WireStream? wire;

    /// <summary>Connected to a database, as far as the last statement told.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>True when a statement would find the engine.</summary>
    public bool IsUp => Reach() is not null;

    public StatementOutcome Execute(Request request, IStatementOutput output)
    {
        var plainSql = Commands.StatementKind.IsPlainSql(request.Text);
        var wasConnected = IsConnected;
        try
        {
            if (Reach() is not { } engine) return new StatementOutcome(new SentMessage("SQL1032N"), plainSql);
            engine.Send(StatementFrame(request));
            while (engine.Receive() is { } frame)
                if (Take(frame, output) is { } outcome) return outcome;
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException)
        {
            // The engine died: said below.
        }
        Forget();
        // The session's connection went with the engine; without one, nothing was lost but the engine.
        return new StatementOutcome(new SentMessage(wasConnected ? "SQL1224N" : "SQL1032N"), plainSql);
    }

    /// <summary>Ctrl+C, from another thread than the one that waits for the statement.</summary>
    public void Interrupt()
    {
        try
        {
            wire?.Send(FrameType.Interrupt);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException)
        {
            // Nothing runs any more that could be interrupted.
        }
    }

    public static WireWriter StatementFrame(Request request)
    {
        var frame = new WireWriter(FrameType.Statement, request.Text.Length + 256)
            .String(request.Text).String(request.WorkingDirectory).String(request.Faults).Int(request.Ordinal).Bool(request.AutoCommit);
        if (request.Parameters is null) return frame.Int(-1);
        frame.Int(request.Parameters.Count);
        foreach (var value in request.Parameters) frame.Value(value);
        return frame;
    }

    public void Dispose() => Forget();

    private WireStream? Reach()
    {
        if (wire is not null && wire.Socket.Poll(0, SelectMode.SelectRead) && wire.Socket.Available == 0)
        {
            // Ended since the last statement: a session that had a connection hears of it, one without just begins anew.
            if (IsConnected) return wire;
            Forget();
        }
        return wire ??= Connect();
    }

    private WireStream? Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(paths.EngineSocket));
        }
        catch (SocketException)
        {
            // Nobody listens: the instance is not started.
            socket.Dispose();
            return null;
        }
        var link = new WireStream(socket);
        link.Send(new WireWriter(FrameType.Hello).String("db2bp").String(null).String(null));
        if (link.Receive() is { Type: FrameType.Welcome }) return link;
        link.Dispose();
        return null;
    }

    private void Forget()
    {
        wire?.Dispose();
        wire = null;
        IsConnected = false;
    }

    private StatementOutcome? Take(WireReader frame, IStatementOutput output)
    {
        switch (frame.Type)
        {
            case FrameType.Text: output.Text(frame.String()); break;
            case FrameType.Message: output.Message(SentMessage.Read(frame)); break;
            case FrameType.Columns: output.Columns(columns = frame.Columns()); break;
            case FrameType.Rows: output.Rows(frame.Rows(columns.Length)); break;
            case FrameType.RowsEnd: output.RowsEnd(); break;
            case FrameType.RowsAffected: output.RowsAffected(frame.Long()); break;
            case FrameType.Ask: wire!.Send(new WireWriter(FrameType.Answer).String(output.Ask(frame.String()))); break;
            case FrameType.Die: Engine.Die(); break;
            case FrameType.Parameters:
                var (parameters, returnStatus) = frame.Parameters();
                output.Parameters(parameters, returnStatus);
                break;
            case FrameType.Done:
                IsConnected = frame.Bool();
                var plainSql = frame.Bool();
                return new StatementOutcome(frame.Bool() ? SentMessage.Read(frame) : null, plainSql);
            default:
                throw new InvalidDataException($"a client does not know frame {frame.Type}");
        }
        return null;
    }

    private ResultColumn[] columns = [];
}
