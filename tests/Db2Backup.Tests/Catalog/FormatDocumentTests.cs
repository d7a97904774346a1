using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Db2Backup.Catalog;
using Db2Backup.Storage;
using Db2Backup.TestKit;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

/// <summary>docs/FORMAT.md is what other programs read these repositories by: it names every property that is written.</summary>
public sealed partial class FormatDocumentTests
{
    internal static readonly string Format = File.ReadAllText(Path.Combine(EmulatorProgram.Repository, "docs", "FORMAT.md"));

    public static TheoryData<Type> Described() => [typeof(BackupManifest), typeof(ManifestFile), typeof(ManifestSlice), typeof(BackupTableSpace), typeof(Db2BackupStatistics), typeof(LogDescription), typeof(RepositoryMark), typeof(RepositoryIdentity), typeof(StartedRecord)];

    [Theory, MemberData(nameof(Described))]
    public void Every_property_that_is_written_is_described(Type type)
    {
        var properties = type.GetProperties().Where(p => p.GetMethod!.IsPublic && !p.GetMethod.IsStatic && p.GetCustomAttribute<System.Text.Json.Serialization.JsonIgnoreAttribute>() is null).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToList();
        Assert.NotEmpty(properties);
        Assert.All(properties, name => Assert.Contains($"`{name}`", Format, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_row_of_the_manifest_is_a_property()
    {
        var properties = typeof(BackupManifest).GetProperties().Concat(typeof(ManifestFile).GetProperties()).Concat(typeof(BackupTableSpace).GetProperties()).Concat(typeof(Db2BackupStatistics).GetProperties()).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).ToHashSet();
        var table = Format[Format.IndexOf("## manifest.json", StringComparison.Ordinal)..Format.IndexOf("## The other descriptions", StringComparison.Ordinal)];
        var rows = Row().Matches(table).SelectMany(m => m.Groups[1].Value.Split(", ")).Select(name => name.Trim('`')).ToList();
        Assert.True(rows.Count > 30, $"{rows.Count} rows were found");
        Assert.All(rows, name => Assert.Contains(name, properties));
    }

    [Fact]
    public async Task The_example_of_a_manifest_is_one()
    {
        var example = Example().Match(Format);
        var (key, json) = (example.Groups["key"].Value, example.Groups["json"].Value);
        var folder = key[..^"manifest.json".Length];
        var memory = new MemoryStore { [key] = Encoding.UTF8.GetBytes(json) };
        var manifest = Assert.IsType<BackupManifest>(await ManifestReader.ReadAsync(new Repository(memory, "", "memory"), folder, TestContext.Current.CancellationToken));
        // What is written of it has the same properties and values: nothing of the example was passed over, and only what is unknown is not in it.
        Assert.Equal(JsonNode.Parse(json)!.ToJsonString(), JsonNode.Parse(ManifestJson.Write(manifest))!.ToJsonString());
        var properties = typeof(BackupManifest).GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        // It lay in files: nobody waited for Db2.
        Assert.Equal(["predecessor", "partitionLogs", "waitedForDb2Seconds", "waitedForStoreSeconds", "db2Statistics"], properties.Except(JsonNode.Parse(json)!.AsObject().Select(p => p.Key)));
        Assert.Equal(manifest.Files.Sum(f => f.PlainLength) / manifest.ProtectSeconds!.Value, manifest.ProtectBytesPerSecond!.Value, tolerance: 1);
        Assert.Equal(manifest.Files.Sum(f => f.StoredLength) / manifest.PublishSeconds!.Value, manifest.PublishBytesPerSecond!.Value, tolerance: 1);
        Assert.Equal(manifest.Files.Sum(f => f.PlainLength) / manifest.BackupSeconds!.Value, manifest.BackupBytesPerSecond!.Value, tolerance: 1);
    }

    [Fact]
    public void Its_version_is_the_one_that_is_written() =>
        Assert.Contains($"Version {BackupManifest.CurrentFormatVersion}. ", Format, StringComparison.Ordinal);

    [GeneratedRegex(@"For example, in `(?<key>[^`]+)`:\n\n```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| (`[^|]+`) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
