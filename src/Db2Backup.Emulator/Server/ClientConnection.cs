using System.Collections.Concurrent;
using Db2Backup.Emulator.Faults;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Server;

/// <summary>
/// One client of the engine. A thread of its own runs its statements one after the other; another reads what comes in,
/// so that an interrupt, an answer or the end of the client is noticed while a statement runs.
/// </summary>
internal sealed class ClientConnection(EngineServer server, WireStream wire, Application application)
{
    private readonly object gate = new();
    private readonly Queue<WireReader> statements = new();
    private readonly BlockingCollection<string?> answers = new(new ConcurrentQueue<string?>());
    private bool gone;

    /// <summary>Reads until the client is gone; the statements run meanwhile.</summary>
    public void Serve()
    {
        application.ForcedNow = Wake;
        application.KillClient = () => wire.Send(FrameType.Die);
        var worker = new Thread(Work) { IsBackground = true, Name = $"application {application.Handle}" };
        worker.Start();
        try
        {
            while (wire.Receive() is { } frame) Take(frame);
        }
        finally
        {
            lock (gate) gone = true;
            application.Interrupt();
            answers.Add(null);
            Wake();
            worker.Join();
            wire.Dispose();
        }
    }

    private void Take(WireReader frame)
    {
        switch (frame.Type)
        {
            case FrameType.Interrupt:
                application.Interrupt();
                break;
            case FrameType.Answer:
                answers.Add(frame.NullableString());
                break;
            default:
                application.ExpectStatement();
                lock (gate) statements.Enqueue(frame);
                Wake();
                break;
        }
    }

    private void Wake()
    {
        lock (gate) Monitor.PulseAll(gate);
    }

    private void Work()
    {
        try
        {
            while (Next() is { } frame)
            {
                if (frame.Type == FrameType.Stop) server.Stop(application, wire, force: frame.Bool());
                else Run(frame);
            }
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or InvalidDataException)
        {
            // The client went while it was being answered, or sends what is no statement: it is let go.
            wire.Dispose();
        }
        finally
        {
            // Whoever is gone has not committed: what is open is rolled back.
            Disconnect();
            server.Engine.Applications.Remove(application);
        }
    }

    /// <summary>One application's trouble at leaving must not end the instance for all.</summary>
    private void Disconnect()
    {
        try
        {
            application.Disconnect();
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            DiagLog.Write(server.Engine.Paths, $"Application {application.Handle} did not leave its database in order: {bug}");
        }
    }

    /// <summary>The next statement; null when the client is gone. An idle application that is forced leaves its database at once.</summary>
    private WireReader? Next()
    {
        while (true)
        {
            lock (gate)
            {
                while (!gone && statements.Count == 0 && !(application.Forced && application.Database is not null)) Monitor.Wait(gate);
                if (gone) return null;
                if (statements.Count > 0) return statements.Dequeue();
            }
            Disconnect();
        }
    }

    private void Run(WireReader frame)
    {
        var request = ReadRequest(frame);
        if (application.Forced)
        {
            Finish(Dismiss(), request);
            return;
        }
        application.BeginStatement();
        bool left;
        lock (gate) left = gone;
        if (left) return;
        Message? refusal;
        try
        {
            var reply = new WireReply(wire, answers, () => application.StatementCancelled);
            refusal = Dispatcher.Run(new CommandContext(server.Engine, application, request, reply, FaultSwitches.Read(request.Faults, server.Engine.Paths)));
        }
        catch (Db2Exception unreadable)
        {
            refusal = unreadable.Db2Message;
        }
        application.EndStatement();
        // What was done all the same is said to be done; the next statement then finds the application forced.
        if (application.Forced && refusal is not null) refusal = Dismiss();
        Finish(refusal, request);
    }

    /// <summary>FORCE APPLICATION: SQL1224N once, and no connection from then on. [commands.md, FORCE APPLICATION]</summary>
    private Message Dismiss()
    {
        Disconnect();
        application.ClearForced();
        return new Message("SQL1224N");
    }

    private void Finish(Message? refusal, Request request)
    {
        var frame = new WireWriter(FrameType.Done)
            .Bool(application.Database is not null)
            .Bool(Commands.StatementKind.IsPlainSql(request.Text))
            .Bool(refusal is not null);
        if (refusal is not null) new SentMessage(refusal).Write(frame);
        wire.Send(frame);
    }

    private static Request ReadRequest(WireReader frame)
    {
        var request = new Request(frame.String(), frame.String(), frame.NullableString(), frame.Int(), frame.Bool());
        var count = frame.Int();
        if (count < 0) return request;
        var parameters = new object?[count];
        for (var i = 0; i < count; i++) parameters[i] = frame.Value();
        return request with { Parameters = parameters };
    }
}
