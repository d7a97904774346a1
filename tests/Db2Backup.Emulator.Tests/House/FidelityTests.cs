using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Db2Backup.Emulator.Messages;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.House;

/// <summary>docs/FIDELITY.md is made from the source, so that it lists what the source admits and nothing else.</summary>
public sealed partial class FidelityTests
{
    /// <summary>Set to 1, the test writes the file instead of comparing it.</summary>
    private const string Variable = "UPDATE_DOCS";

    private const string Head = """
        # What nobody could confirm

        Made by a test from the source of the stand-in (`UPDATE_DOCS=1 ./build.sh test` writes it anew); do not edit.

        The stand-in behaves as Db2 11.5 on Linux is documented to, or was seen to. Where neither a document nor real
        output was found, it had to guess, and the place says so. This is the list, for whoever has a real Db2 to try
        it. With `DB2EMU_UNCONFIRMED=unknown` in the environment of `db2start` and of the session, every message below
        is printed under an id that exists in no catalogue: a tool that decides by unconfirmed ids is found out.

        """;

    [Fact]
    public void FIDELITY_lists_every_unconfirmed_message_and_behaviour()
    {
        var file = Path.Combine(EmulatorProgram.Repository, "docs", "FIDELITY.md");
        var expected = Text();
        if (Environment.GetEnvironmentVariable(Variable) == "1") File.WriteAllText(file, expected);
        var actual = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(expected == actual, $"docs/FIDELITY.md is stale. Write it anew with: {Variable}=1 ./build.sh test");
    }

    private static string Text()
    {
        var text = new StringBuilder(Head);
        var messages = MessageCatalog.All.Where(m => m.Unconfirmed is not null).OrderBy(m => m.Id, StringComparer.Ordinal).ToList();
        text.Append($"\n## Messages ({messages.Count})\n\n| id | text | unconfirmed |\n|---|---|---|\n");
        foreach (var message in messages)
            text.Append($"| {message.Id} | {Cell(message.Text)} | {Cell(message.Unconfirmed!)} |\n");
        var places = Places().Distinct().OrderBy(p => p.Place, StringComparer.Ordinal).ThenBy(p => p.Fact, StringComparer.Ordinal).ToList();
        text.Append($"\n## Behaviours ({places.Count})\n\n| place in src/Db2Backup.Emulator | unconfirmed |\n|---|---|\n");
        foreach (var (place, fact) in places)
            text.Append($"| {place} | {Cell(fact)} |\n");
        return text.ToString();
    }

    private static IEnumerable<(string Place, string Fact)> Places()
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        foreach (var type in typeof(UnconfirmedAttribute).Assembly.GetTypes())
        {
            foreach (var fact in Facts(type)) yield return (Name(type), fact);
            foreach (var member in type.GetMembers(all).Where(m => m is not Type))
            {
                foreach (var fact in Facts(member)) yield return ($"{Name(type)}.{Readable(member.Name)}", fact);
                if (member is MethodBase method)
                    foreach (var parameter in method.GetParameters())
                        foreach (var fact in Facts(parameter))
                            yield return ($"{Name(type)}.{Readable(member.Name)}({parameter.Name})", fact);
            }
        }
    }

    private static IEnumerable<string> Facts(ICustomAttributeProvider source) =>
        source.GetCustomAttributes(typeof(UnconfirmedAttribute), inherit: false).Cast<UnconfirmedAttribute>().Select(a => a.Fact);

    private static string Name(Type type) =>
        Readable(type.FullName!["Db2Backup.Emulator.".Length..].Replace('+', '.'));

    // A local function of M is compiled as <M>g__Local|3_0, a constructor is .ctor.
    private static string Readable(string name) =>
        LocalFunction().Replace(name, "$1.$2").Replace(".ctor", "new", StringComparison.Ordinal).Split('`')[0];

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");

    [GeneratedRegex(@"<(\w+)>g__(\w+)\|[\d_]+")]
    private static partial Regex LocalFunction();
}
