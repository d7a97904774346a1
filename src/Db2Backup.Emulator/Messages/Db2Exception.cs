namespace Db2Backup.Emulator.Messages;

/// <summary>Db2 refuses: the message says why.</summary>
internal sealed class Db2Exception(Message message) : Exception(message.ToString())
{
    public Db2Exception(string id, params object[] tokens) : this(new Message(id, tokens))
    {
    }

    public Message Db2Message { get; } = message;
}
