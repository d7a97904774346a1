using System.Globalization;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Clp;

/// <summary>The answers to <c>?</c>: a message's text, or the commands there are.</summary>
internal static class HelpText
{
    /// <summary>Null when there is no help for it. The first line for a message is the message. [clp.md, 4.]</summary>
    public static string? For(string topic)
    {
        if (topic.Length == 0) return Overview;
        var id = topic.ToUpperInvariant();
        if (Find(id) is not { } definition) return null;
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

    private const string Overview = """

        ? message-id      explains a message, for example: ? SQL1116N

        Commands: ACTIVATE DATABASE, ARCHIVE LOG, BACKUP DATABASE, CATALOG DATABASE, CONNECT,
        CREATE DATABASE, DEACTIVATE DATABASE, DROP DATABASE, ECHO, FORCE APPLICATION,
        GET DATABASE CONFIGURATION, GET DATABASE MANAGER CONFIGURATION, LIST APPLICATIONS,
        LIST COMMAND OPTIONS, LIST DATABASE DIRECTORY, LIST HISTORY, LIST TABLESPACES,
        LIST UTILITIES, PRUNE HISTORY, QUIESCE, QUIT, RESTART DATABASE, RESTORE DATABASE,
        ROLLFORWARD DATABASE, START DATABASE MANAGER, STOP DATABASE MANAGER, TERMINATE,
        UNCATALOG DATABASE, UNQUIESCE, UPDATE COMMAND OPTIONS, UPDATE DATABASE CONFIGURATION,
        UPDATE DATABASE MANAGER CONFIGURATION, UPDATE HISTORY, and SQL statements.


        """;
}
