using System.Text.Json;
using System.Text.RegularExpressions;
using Db2Backup.Catalog;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Catalog;

/// <summary>docs/FORMAT.md is what other programs read these repositories by: it names every property that is written.</summary>
public sealed partial class FormatDocumentTests
{
    internal static readonly string Format = File.ReadAllText(Path.Combine(EmulatorProgram.Repository, "docs", "FORMAT.md"));

    public static TheoryData<Type> Described() => [typeof(BackupManifest), typeof(ManifestFile), typeof(ManifestSlice), typeof(RepositoryMark), typeof(RepositoryIdentity), typeof(StartedRecord)];

    [Theory, MemberData(nameof(Described))]
    public void Every_property_that_is_written_is_described(Type type)
    {
        var properties = type.GetProperties().Where(p => p.GetMethod!.IsPublic && !p.GetMethod.IsStatic).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToList();
        Assert.NotEmpty(properties);
        Assert.All(properties, name => Assert.Contains($"`{name}`", Format, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_row_of_the_manifest_is_a_property()
    {
        var properties = typeof(BackupManifest).GetProperties().Concat(typeof(ManifestFile).GetProperties()).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToHashSet();
        var table = Format[Format.IndexOf("## manifest.json", StringComparison.Ordinal)..Format.IndexOf("## The other descriptions", StringComparison.Ordinal)];
        var rows = Row().Matches(table).SelectMany(m => m.Groups[1].Value.Split(", ")).Select(name => name.Trim('`')).ToList();
        Assert.True(rows.Count > 30, $"{rows.Count} rows were found");
        Assert.All(rows, name => Assert.Contains(name, properties));
    }

    [Fact]
    public void Its_version_is_the_one_that_is_written() =>
        Assert.Contains($"Version {BackupManifest.CurrentFormatVersion}. ", Format, StringComparison.Ordinal);

    [GeneratedRegex(@"^\| (`[^|]+`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
