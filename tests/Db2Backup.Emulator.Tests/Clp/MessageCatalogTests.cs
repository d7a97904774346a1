using System.Reflection;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>The catalogue of messages is in order.</summary>
public sealed class MessageCatalogTests
{
    [Fact]
    public void No_id_is_there_twice()
    {
        var all = typeof(MessageCatalog).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(MessageCatalog).Namespace && type.Name.EndsWith("Messages", StringComparison.Ordinal))
            .SelectMany(type => (IReadOnlyList<MessageDefinition>)type.GetProperty("All", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);
        Assert.Empty(all.GroupBy(definition => definition.Id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Every_id_and_SQLSTATE_has_its_form()
    {
        foreach (var definition in MessageCatalog.All)
        {
            Assert.Matches("^(SQL[0-9]{4,5}[CNWI]|DB2[0-9]{4,5}[EWIN])$", definition.Id);
            Assert.Matches("^([0-9A-Z]{5})?$", definition.SqlState);
        }
    }

    // [clp.md, 4.] Wraps at about 79 columns, each wrapped line ends with a blank, continuation starts in column 1.
    [Fact]
    public void Long_messages_wrap()
    {
        var lines = new Message("SQL1224N").ToString().Split('\n');
        Assert.All(lines[..^1], line => Assert.True(line.Length <= 79 && line.EndsWith(' ') && !line.StartsWith(' '), line));
        Assert.EndsWith("SQLSTATE=55032", lines[^1], StringComparison.Ordinal);
    }
}
