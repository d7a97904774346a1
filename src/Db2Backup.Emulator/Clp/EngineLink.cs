using System.Net.Sockets;
using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>The back end's link to the engine. It is made when first needed, and again after a db2start.</summary>
internal sealed class EngineLink(InstancePaths paths) : IDisposable
{
    private WireStream? wire;

    /// <summary>Connected to a database, as far as the last statement told.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>True when a statement would find the engine.</summary>
    public bool IsUp => Reach() is not null;

    public StatementOutcome Execute(Request request, IStatementOutput output, Func<bool> interrupted)
    {
        if (Reach() is not { } engine) return new StatementOutcome(new SentMessage("SQL1032N"), StatementKind.IsPlainSql(request.Text));
        if (StatementExchange.Run(engine, request, output, interrupted) is { } outcome)
        {
            IsConnected = outcome.IsConnected;
            return outcome;
        }
        // The engine died, and the session's connection with it.
        Forget();
        return new StatementOutcome(new SentMessage("SQL1224N"), StatementKind.IsPlainSql(request.Text));
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
            // Nothing runs any more that could be interrupted: the thread that waits finds out by itself.
        }
    }

    public void Dispose() => Forget();

    private WireStream? Reach()
    {
        if (wire is not null && wire.IsClosed)
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
        if (StatementExchange.Greet(link, "db2bp", null, null).IsWelcome) return link;
        link.Dispose();
        return null;
    }

    private void Forget()
    {
        wire?.Dispose();
        wire = null;
        IsConnected = false;
    }
}
