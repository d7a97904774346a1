using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Wire;

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
/// <param name="IsConnected">The application is connected to a database now.</param>
internal sealed record StatementOutcome(SentMessage? Refusal, bool IsPlainSql, bool IsConnected = false);

/// <summary>A client's side of one statement.</summary>
internal static class StatementExchange
{
    /// <summary>Sends the statement and passes on the answer; null when the engine went away.</summary>
    /// <param name="interrupted">Asked once the statement is on its way: an interrupt that came just before must not be lost.</param>
    public static StatementOutcome? Run(WireStream engine, Request request, IStatementOutput output, Func<bool> interrupted)
    {
        try
        {
            engine.Send(StatementFrame(request));
            if (interrupted()) engine.Send(FrameType.Interrupt);
            return Listen(engine, output);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static StatementOutcome? Listen(WireStream engine, IStatementOutput output)
    {
        ResultColumn[] columns = [];
        while (engine.Receive() is { } frame)
        {
            switch (frame.Type)
            {
                case FrameType.Text: output.Text(frame.String()); break;
                case FrameType.Message: output.Message(SentMessage.Read(frame)); break;
                case FrameType.Columns: output.Columns(columns = frame.Columns()); break;
                case FrameType.Rows: output.Rows(frame.Rows(columns.Length)); break;
                case FrameType.RowsEnd: output.RowsEnd(); break;
                case FrameType.RowsAffected: output.RowsAffected(frame.Long()); break;
                case FrameType.Ask: engine.Send(new WireWriter(FrameType.Answer).String(output.Ask(frame.String()))); break;
                case FrameType.Die: Engine.Die(); break;
                case FrameType.Parameters:
                    var (parameters, returnStatus) = frame.Parameters();
                    output.Parameters(parameters, returnStatus);
                    break;
                case FrameType.Done:
                    var connected = frame.Bool();
                    var plainSql = frame.Bool();
                    return new StatementOutcome(frame.Bool() ? SentMessage.Read(frame) : null, plainSql, connected);
                default:
                    throw new InvalidDataException($"a client does not know frame {frame.Type}");
            }
        }
        return null;
    }

    /// <summary>Says who calls. Not welcome without a refusal: the engine went away.</summary>
    public static (bool IsWelcome, SentMessage? Refusal) Greet(WireStream engine, string program, string? user, string? password)
    {
        try
        {
            engine.Send(new WireWriter(FrameType.Hello).String(program).String(user).String(password));
        }
        catch (IOException)
        {
            return (false, null);
        }
        return engine.Receive() switch
        {
            { Type: FrameType.Welcome } => (true, null),
            { Type: FrameType.Message } frame => (false, SentMessage.Read(frame)),
            _ => (false, null),
        };
    }

    private static WireWriter StatementFrame(Request request)
    {
        var frame = new WireWriter(FrameType.Statement, request.Text.Length + 256)
            .String(request.Text).String(request.WorkingDirectory).String(request.Faults).Int(request.Ordinal).Bool(request.AutoCommit);
        if (request.Parameters is null) return frame.Int(-1);
        frame.Int(request.Parameters.Count);
        foreach (var value in request.Parameters) frame.Value(value);
        return frame;
    }
}
