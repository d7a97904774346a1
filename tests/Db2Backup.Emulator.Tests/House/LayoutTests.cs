using System.Xml.Linq;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.House;

/// <summary>What the house promises about its own shape.</summary>
public sealed class LayoutTests
{
    private static readonly string Top = EmulatorProgram.Repository;

    private static IEnumerable<string> Files(string pattern) => new[] { "src", "tests", "bench" }
        .Select(f => Path.Combine(Top, f)).Where(Directory.Exists)
        .SelectMany(f => Directory.EnumerateFiles(f, pattern, SearchOption.AllDirectories))
        .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    [Fact]
    public void No_source_file_has_more_than_400_lines()
    {
        var tooLong = Files("*.cs").Select(f => (File: Path.GetRelativePath(Top, f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > 400);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void The_stand_in_references_nothing_of_ours()
    {
        // What it proves must not lean on what it is proven with.
        var references = typeof(UnconfirmedAttribute).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(references, name => name.StartsWith("Db2Backup", StringComparison.Ordinal));
        var project = XDocument.Load(Path.Combine(Top, "src", "Db2Backup.Emulator", "Db2Backup.Emulator.csproj"));
        Assert.Empty(project.Descendants("ProjectReference"));
    }

    [Fact]
    public void The_test_kit_does_not_know_the_stand_in()
    {
        // Tests drive it as a program only, so that the same tests can drive a real Db2.
        var project = XDocument.Load(Path.Combine(Top, "tests", "Db2Backup.TestKit", "Db2Backup.TestKit.csproj"));
        Assert.Empty(project.Descendants("ProjectReference"));
    }

    [Fact]
    public void Package_versions_stand_only_in_Directory_Packages_props()
    {
        foreach (var file in Files("*.csproj"))
            Assert.DoesNotContain(XDocument.Load(file).Descendants("PackageReference"), p => p.Attribute("Version") is not null || p.Attribute("VersionOverride") is not null);
    }

    [Fact]
    public void The_module_manifest_is_the_only_home_of_the_version()
    {
        // One assembly goes by the name of another's package and must have the version that those who use it ask for.
        foreach (var file in Files("*.csproj").Where(f => !f.EndsWith("/System.IO.Hashing.csproj", StringComparison.Ordinal)).Append(Path.Combine(Top, "Directory.Build.props")))
        {
            var own = XDocument.Load(file).Descendants()
                .Where(e => e.Name.LocalName is "Version" or "VersionPrefix" or "AssemblyVersion" or "FileVersion" or "InformationalVersion")
                .Where(e => !e.Value.Contains("$(VersionFile)", StringComparison.Ordinal));
            Assert.Empty(own);
        }
        var manifest = File.ReadAllText(Path.Combine(Top, "Db2Backup.psd1"));
        var version = typeof(UnconfirmedAttribute).Assembly.GetName().Version!;
        Assert.Contains($"ModuleVersion     = '{version.ToString(3)}'", manifest, StringComparison.Ordinal);
    }
}
