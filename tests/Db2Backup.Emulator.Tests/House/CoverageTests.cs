using System.Text.RegularExpressions;
using Db2Backup.Emulator.Messages;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.House;

/// <summary>What the tests of the stand-in owe: every refusal is provoked by driving the program, and every test names its fact.</summary>
public sealed partial class CoverageTests
{
    /// <summary>Messages that no test can provoke, and why.</summary>
    private static readonly Dictionary<string, string> NotProvoked = new()
    {
        ["SQL0901N"] = "a mistake of the stand-in itself: a test that knew how to make it one would be a test to repair it by",
        ["SQL0954C"] = "SQLite gets no memory: the machine is at its end",
    };

    private static readonly string Top = EmulatorProgram.Repository;

    private static IEnumerable<string> Sources(params string[] folder) =>
        Directory.EnumerateFiles(Path.Combine([Top, .. folder]), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    // A test drives the program when it has a sandbox, itself or by its fixture.
    private static bool DrivesTheProgram(string text) => Sandbox().IsMatch(text);

    [Fact]
    public void Every_message_that_the_stand_in_gives_is_provoked_by_a_test_that_drives_it_as_a_process()
    {
        var given = Sources("src", "Db2Backup.Emulator").Where(f => !f.Contains("/Messages/", StringComparison.Ordinal))
            .SelectMany(f => GivenId().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Where(MessageCatalog.Contains).ToHashSet();
        var provoked = Sources("tests", "Db2Backup.Emulator.Tests").Where(f => !f.EndsWith("/CoverageTests.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText).Where(DrivesTheProgram).SelectMany(t => Id().Matches(Comment().Replace(t, "")).Select(m => m.Value)).ToHashSet();
        Assert.True(given.Count > 150, $"only {given.Count} ids found in the source");
        // Exactly the exceptions: they are still given, and still not provoked.
        Assert.Equal(NotProvoked.Keys.Order(StringComparer.Ordinal), given.Except(provoked).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_test_that_drives_the_program_names_the_fact_it_proves_or_its_class_does()
    {
        var silent = new List<string>();
        foreach (var file in Sources("tests", "Db2Backup.Emulator.Tests").Where(f => !f.Contains("/House/", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(file);
            var head = TestClass().Match(text);
            if (!head.Success || !DrivesTheProgram(text) || Citation().IsMatch(text[..head.Index])) continue;
            // Each test with the comments right before and in it: up to the end of its body.
            foreach (Match test in Test().Matches(text))
                if (!Citation().IsMatch(test.Value)) silent.Add($"{Path.GetRelativePath(Top, file)}: {test.Groups[1].Value}");
        }
        Assert.True(silent.Count == 0, "no fact is named by\n" + string.Join('\n', silent));
    }

    [GeneratedRegex("Db2Sandbox|InstanceFixture|ClpFixture|SqlFixture|ProviderFixture|RecoveryScene")]
    private static partial Regex Sandbox();

    [GeneratedRegex("\"((?:SQL|DB2)[0-9]{4,5}[CNEWI])\"")]
    private static partial Regex GivenId();

    [GeneratedRegex("(?:SQL|DB2)[0-9]{4,5}[CNEWI]")]
    private static partial Regex Id();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^public sealed (partial )?class \w+Tests\b", RegexOptions.Multiline)]
    private static partial Regex TestClass();

    // A file of facts, a page of IBM's, the reference, or what this project has decided for itself.
    [GeneratedRegex(@"(clp|commands|messages|sql|images-and-logs|provider|design|asks)\.md|IBM (Docs|KC)|SQL Reference|docs/|\[design|BACKUP-115|ARCHLOG|BLOG-RF|CREATE TABLE, ")]
    private static partial Regex Citation();

    [GeneratedRegex(@"(?:^    //[^\n]*\n)*^    \[(?:Fact|Theory)\][^\n]*\n(?:^    (?:\[|//)[^\n]*\n)*^    public [^\n(]*?(\w+)\([^\n]*(?:\n(?!    }|    \[Fact|    \[Theory)[^\n]*)*", RegexOptions.Multiline)]
    private static partial Regex Test();
}
