using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Clp;

/// <summary>The answers to <c>?</c>: a message's text, or the commands there are.</summary>
internal static class HelpText
{
    /// <summary>Null when there is no help for it. The first line for a message is the message. [clp.md, 4.]</summary>
    public static string? For(string topic)
    {
        if (topic.Length == 0) return Overview();
        var id = topic.ToUpperInvariant();
        if (Find(id) is not { } definition) return CommandHelp.For(topic);
        var tokens = new object[10];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = "<token" + (i + 1).ToString(CultureInfo.InvariantCulture) + ">";
        var text = MessageText.Wrap($"{definition.Id}  {string.Format(CultureInfo.InvariantCulture, definition.Text, tokens)}");
        var severity = definition.Id[^1] switch
        {
            'C' => "a critical error",
            'N' or 'E' => "an error",
            'W' => "a warning",
            _ => "an information",
        };
        var explanation = MessageText.Wrap($"This is {severity}. No more is known of it here than its text.");
        var codes = definition.SqlCode == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\n   sqlcode: {definition.SqlCode}\n");
        if (definition.SqlState.Length > 0) codes += $"\n   sqlstate: {definition.SqlState}\n";
        return $"{text}\n\nExplanation: \n\n{explanation}\n{codes}\n";
    }

    // "? SQL1116" works without the letter too.
    private static MessageDefinition? Find(string id)
    {
        if (MessageCatalog.Contains(id)) return MessageCatalog.Find(id);
        foreach (var definition in MessageCatalog.All)
            if (definition.Id[..^1] == id) return definition;
        return null;
    }

    private static string Overview()
    {
        const int columns = 3, width = 36;
        var text = new StringBuilder("\n? message-id    explains a message, for example: ? SQL1116N\n? command       shows the syntax, for example: ? BACKUP DATABASE\n\n");
        var place = 0;
        foreach (var name in CommandHelp.Names().Append("SQL statements"))
            text.Append(++place % columns == 0 ? name + "\n" : name.PadRight(width));
        return text.Append(place % columns == 0 ? "\n" : "\n\n").ToString();
    }
}
