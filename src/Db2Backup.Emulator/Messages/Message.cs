using System.Globalization;

namespace Db2Backup.Emulator.Messages;

/// <summary>A message with its tokens: what an SQLCA carries in Db2.</summary>
internal sealed class Message
{
    public Message(string id, params object[] tokens)
        : this(MessageCatalog.Find(id), tokens.Select(t => Convert.ToString(t, CultureInfo.InvariantCulture) ?? "").ToArray())
    {
    }

    private Message(MessageDefinition definition, string[] tokens)
    {
        Definition = definition;
        Tokens = tokens;
    }

    public MessageDefinition Definition { get; }
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The id as printed; the switch of <see cref="UnconfirmedIds"/> may have replaced it by an unknown one.</summary>
    public string Id => UnconfirmedIds.Printed(Definition);
    public int SqlCode => UnconfirmedIds.PrintedSqlCode(Definition);
    public string SqlState => Definition.SqlState;
    public bool IsError => Definition.SqlCode < 0 && Definition.Id is not ("SQL1026N" or "SQL1063N" or "SQL1064N");
    public bool IsWarning => !IsError && Definition.Id[^1] == 'W';

    /// <summary>Text without id, with tokens, without SQLSTATE.</summary>
    public string Text => string.Format(CultureInfo.InvariantCulture, Definition.Text, Tokens.ToArray<object>());

    public override string ToString() => MessageText.Render(this);
}
