using System.Text.RegularExpressions;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.House;

/// <summary>docs/DESIGN.md walks a backup and a restore through the code by the names of files.</summary>
public sealed partial class DesignDocumentTests
{
    [Fact]
    public void Every_file_that_it_names_is_there()
    {
        var files = new[] { "src", "tests" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(EmulatorProgram.Repository, f), "*.cs", SearchOption.AllDirectories))
            .Select(Path.GetFileName).ToHashSet();
        var named = FileName().Matches(File.ReadAllText(Path.Combine(EmulatorProgram.Repository, "docs", "DESIGN.md"))).Select(m => Path.GetFileName(m.Groups[1].Value)).ToList();
        Assert.True(named.Count > 50, $"{named.Count} names were found");
        Assert.All(named, name => Assert.Contains(name, files));
    }

    [GeneratedRegex(@"`([A-Za-z0-9./]+\.cs)`?")]
    private static partial Regex FileName();
}
