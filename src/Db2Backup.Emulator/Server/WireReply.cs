using System.Collections.Concurrent;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Server;

/// <summary>Answers a client over its socket.</summary>
/// <param name="answers">Lines typed at prompts, as they come in.</param>
internal sealed class WireReply(WireStream wire, BlockingCollection<string?> answers, Func<CancellationToken> cancelled) : IReply
{
    /// <summary>Rows per frame: large enough to be quick, small enough to bound memory.</summary>
    private const int Batch = 1000;

    public void Text(string text) => wire.Send(new WireWriter(FrameType.Text).String(text));

    public void Message(Message message) => wire.Send(new SentMessage(message).Write(new WireWriter(FrameType.Message)));

    public void Rows(ResultSet rows)
    {
        wire.Send(new WireWriter(FrameType.Columns).Columns(rows.Columns));
        for (var start = 0; start < rows.Rows.Count; start += Batch)
        {
            var count = Math.Min(Batch, rows.Rows.Count - start);
            var frame = new WireWriter(FrameType.Rows, 64 * 1024).Int(count);
            for (var i = start; i < start + count; i++)
                foreach (var value in rows.Rows[i]) frame.Value(value);
            wire.Send(frame);
        }
        wire.Send(FrameType.RowsEnd);
    }

    public void Parameters(IReadOnlyList<OutputParameter> parameters, int returnStatus) =>
        wire.Send(new WireWriter(FrameType.Parameters).Parameters(parameters, returnStatus));

    public void RowsAffected(long count) => wire.Send(new WireWriter(FrameType.RowsAffected).Long(count));

    public string? Ask(string prompt)
    {
        wire.Send(new WireWriter(FrameType.Ask).String(prompt));
        return answers.Take(cancelled());
    }
}
