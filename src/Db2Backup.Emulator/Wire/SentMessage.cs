using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Wire;

/// <summary>
/// A message as a client gets it: already in words, so that a client needs no catalogue (in Db2 too the server gives the
/// text when asked, option -y).
/// </summary>
internal sealed record SentMessage(string Id, int SqlCode, string SqlState, string Text, string[] Tokens, bool IsError, bool IsWarning)
{
    public SentMessage(Message message)
        : this(message.Id, message.SqlCode, message.SqlState, message.Text, message.Tokens.ToArray(), message.IsError, message.IsWarning)
    {
    }

    public SentMessage(string id, params object[] tokens) : this(new Message(id, tokens))
    {
    }

    /// <summary>As the CLP prints it.</summary>
    public string Render() => MessageText.Wrap(SqlState.Length > 0 ? $"{Id}  {Text}  SQLSTATE={SqlState}" : $"{Id}  {Text}");

    public static SentMessage Read(WireReader reader) => new(
        reader.String(), reader.Int(), reader.String(), reader.String(), reader.Strings(), reader.Bool(), reader.Bool());

    public WireWriter Write(WireWriter writer) =>
        writer.String(Id).Int(SqlCode).String(SqlState).String(Text).Strings(Tokens).Bool(IsError).Bool(IsWarning);
}
