using System.Text.RegularExpressions;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.House;

/// <summary>What the documents tell people to type or read is there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Top = EmulatorProgram.Repository;

    [Fact]
    public void Every_task_that_the_README_names_exists_in_both_build_scripts()
    {
        var tasks = BuildCommand().Matches(File.ReadAllText(Path.Combine(Top, "README.md"))).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.Contains("test", tasks);
        Assert.Contains("demo", tasks);
        var shell = File.ReadAllText(Path.Combine(Top, "build.sh"));
        var powershell = File.ReadAllText(Path.Combine(Top, "build.ps1"));
        foreach (var task in tasks.Where(t => t != "help"))
        {
            Assert.Contains($"task_{task}() {{", shell, StringComparison.Ordinal);
            Assert.Contains($"'{task}'", powershell, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Both_build_scripts_have_the_same_tasks()
    {
        var shell = ShellTask().Matches(File.ReadAllText(Path.Combine(Top, "build.sh"))).Select(m => m.Groups[1].Value);
        var set = ValidateSet().Match(File.ReadAllText(Path.Combine(Top, "build.ps1"))).Groups[1].Value;
        var powershell = set.Split(',').Select(t => t.Trim().Trim('\'')).Where(t => t != "help" && !t.StartsWith("--", StringComparison.Ordinal));
        Assert.Equal(shell.Order(StringComparer.Ordinal), powershell.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_file_that_a_document_links_to_exists()
    {
        foreach (var document in Directory.GetFiles(Path.Combine(Top, "docs"), "*.md").Append(Path.Combine(Top, "README.md")))
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
                Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, link.Groups[1].Value)), $"{Path.GetFileName(document)} links to {link.Groups[1].Value}");
    }

    [Fact]
    public void Every_source_file_that_a_document_names_exists()
    {
        // Of the program or of its tests.
        var sources = new[] { "src", "tests" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Top, f), "*.cs", SearchOption.AllDirectories)).ToList();
        foreach (var document in Directory.GetFiles(Path.Combine(Top, "docs"), "*.md"))
            foreach (Match name in SourceFile().Matches(File.ReadAllText(document)))
                Assert.True(sources.Any(s => s.EndsWith('/' + name.Groups[1].Value, StringComparison.Ordinal)), $"{Path.GetFileName(document)} names {name.Groups[1].Value}");
    }

    [GeneratedRegex(@"\./build\.sh ([a-z]+)")]
    private static partial Regex BuildCommand();

    [GeneratedRegex(@"^task_([a-z]+)\(\)", RegexOptions.Multiline)]
    private static partial Regex ShellTask();

    [GeneratedRegex(@"ValidateSet\(([^)]*)\)")]
    private static partial Regex ValidateSet();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`((?:[A-Za-z0-9]+/)*[A-Za-z0-9]+\.cs)`")]
    private static partial Regex SourceFile();
}
