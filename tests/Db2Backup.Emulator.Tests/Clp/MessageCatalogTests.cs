using System.Reflection;
using Db2Backup.Emulator.Messages;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>The catalogue of messages is in order, and all of it can be had from the program. [messages.md]</summary>
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

    // [docs/EMULATOR.md, Faults: refuse; clp.md, 2.: 2 for a warning, 4 for an error]. Also those that the stand-in never gives by itself.
    [Fact]
    public void Every_message_can_be_asked_for_by_a_fault_switch()
    {
        using var sandbox = new Db2Sandbox();
        Assert.Equal(Switchable.Select(m => m.Id), Refused(sandbox));
    }

    // Facts marked U must not carry a decision. [docs/FIDELITY.md; docs/EMULATOR.md, DB2EMU_UNCONFIRMED]
    [Fact]
    public void With_the_switch_for_unknown_ids_an_unconfirmed_message_has_one_that_is_in_no_catalogue_and_of_the_same_severity()
    {
        using var sandbox = new Db2Sandbox(new Db2SandboxOptions { Environment = new Dictionary<string, string> { ["DB2EMU_UNCONFIRMED"] = "unknown" } });
        foreach (var (definition, printed) in Switchable.Zip(Refused(sandbox)))
        {
            Assert.Equal(definition.Unconfirmed is null, printed == definition.Id);
            Assert.Equal(definition.Id[^1], printed[^1]);
            Assert.Equal(definition.Unconfirmed is null, MessageCatalog.Contains(printed));
        }
    }

    // Errors and warnings of the engine; what the CLP says itself needs no engine to say it.
    private static IReadOnlyList<MessageDefinition> Switchable { get; } = MessageCatalog.All
        .Where(m => m.SqlCode != 0 && m.Id is not ("SQL1026N" or "SQL1063N" or "SQL1064N")).OrderBy(m => m.Id, StringComparer.Ordinal).ToList();

    /// <summary>The ids printed when each statement of a file is refused with the next message. One process for all of them.</summary>
    private static IReadOnlyList<string> Refused(Db2Sandbox sandbox)
    {
        var file = Path.Combine(sandbox.MakeFolder("files"), "refused.clp");
        File.WriteAllLines(file, Switchable.Select(_ => "LIST UTILITIES"));
        sandbox.User.Own(file);
        var faults = string.Join(';', Switchable.Select((m, place) => $"refuse:{place + 1}:{m.Id}"));
        using var session = sandbox.Session();
        // No row, warning and error: 1 or 2 or 4.
        return session.Db2("", options: ["-f", file], environment: new Dictionary<string, string> { ["DB2EMU_FAULT"] = faults }).Exits(7).Ids;
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
