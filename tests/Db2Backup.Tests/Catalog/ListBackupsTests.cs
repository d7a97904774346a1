using System.Text;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Tests.Storage;

namespace Db2Backup.Tests.Catalog;

public sealed class ListBackupsTests : CatalogFixture
{
    private Task<BackupListing> ListAsync(ListBackupsOptions? options = null, string prefix = "") =>
        new ListBackups(On(Memory, prefix)).RunAsync(options ?? new ListBackupsOptions(), Token);

    private async Task FillAsync(string prefix = "")
    {
        foreach (var (name, hour) in new[] { ("SAMPLE", 14), ("SAMPLE", 12), ("SALES", 13), ("OTHER", 10) })
            await PublishAsync(Image(Database(name), files: 1, hour: hour, folder: $"{name}{hour}"), prefix);
    }

    [Theory]
    [InlineData(""), InlineData("team/a")]
    public async Task What_was_published_is_listed_by_database_and_time(string prefix)
    {
        await FillAsync(prefix);
        var listing = await ListAsync(prefix: prefix);
        Assert.Equal(["OTHER 20260301100000", "SALES 20260301130000", "SAMPLE 20260301120000", "SAMPLE 20260301140000"], listing.Backups.Select(b => $"{b.Database} {b.Timestamp}"));
        Assert.Empty(listing.Errors);
        Assert.All(listing.Backups, b => Assert.True(b.IsComplete));
        Assert.All(listing.Backups, b => Assert.False(b.IsPinned));
    }

    public static TheoryData<string, int> Filters() => new()
    {
        { "SAMPLE", 2 }, { "sample", 2 }, { "SA*", 3 }, { "?THER", 1 }, { "NONE", 0 }, { "kind", 0 }, { "since", 2 }, { "before", 2 }, { "timestamp", 1 }, { "both", 1 },
    };

    [Theory, MemberData(nameof(Filters))]
    public async Task Listing_is_filtered(string filter, int expected)
    {
        await FillAsync();
        var noon = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.FromHours(1));
        var options = filter switch
        {
            "kind" => new ListBackupsOptions { Kind = BackupKind.Delta },
            "since" => new ListBackupsOptions { Since = noon },
            "before" => new ListBackupsOptions { Before = noon },
            "timestamp" => new ListBackupsOptions { Timestamp = Db2Timestamp.Parse("20260301130000") },
            "both" => new ListBackupsOptions { Databases = ["SAMPLE"], Since = noon },
            _ => new ListBackupsOptions { Databases = [filter] },
        };
        Assert.Equal(expected, (await ListAsync(options)).Backups.Count);
    }

    [Fact]
    public async Task Only_manifests_that_can_matter_are_read()
    {
        await FillAsync();
        var faulty = new FaultyStore(Memory);
        await new ListBackups(On(faulty)).RunAsync(new ListBackupsOptions { Databases = ["SALES"] }, Token);
        Assert.Equal(1, faulty.Calls.Count(c => c == StoreCall.OpenRead));
    }

    [Fact]
    public async Task A_damaged_manifest_is_an_error_and_the_others_are_listed()
    {
        await FillAsync();
        var manifests = Memory.Keys.Where(k => k.EndsWith("manifest.json", StringComparison.Ordinal)).ToList();
        Memory[manifests[0]] = Encoding.UTF8.GetBytes("{ not json");
        Memory[manifests[1]] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Memory[manifests[1]]).Replace("\"formatVersion\": 1", "\"formatVersion\": 2", StringComparison.Ordinal));
        // A manifest that was copied to another folder would make one backup two.
        Memory[manifests[2]] = Memory[manifests[3]];
        var listing = await ListAsync();
        Assert.Single(listing.Backups);
        Assert.Equal(3, listing.Errors.Count);
        Assert.All(listing.Errors, e => Assert.Equal(ErrorCode.ManifestInvalid, e.Code));
    }

    [Theory]
    [InlineData("\"name\": \"SAMPLE.0.db2inst1.", "\"name\": \"SAMPLE.0../../etc/x.")]
    [InlineData("\"name\": \"SAMPLE.0.db2inst1.", "\"name\": \"SAMPLE.0.a/b.")]
    [InlineData(".zst.age.0001\"", "/../x.0001\"")]
    [InlineData("\"plainLength\": ", "\"plainLength\": -")]
    [InlineData("\"storedLength\": ", "\"storedLength\": 1")]
    [InlineData("\"sequence\": 1,", "\"sequence\": 1, \"plainSha256\": \"\",")]
    [InlineData("\"recipients\": [", "\"recipients\": null, \"x\": [")]
    [InlineData("\"tableSpaces\": [", "\"tableSpaces\": null, \"x\": [")]
    [InlineData("\"instance\": \"db2inst1\"", "\"instance\": null")]
    [InlineData("\"endTime\": \"2026", "\"endTime\": \"2025")]
    [InlineData("\"firstLog\": \"S", "\"firstLog\": \"../S")]
    [InlineData("\"kind\": \"Full\"", "\"kind\": 17")]
    [InlineData("\"slices\": [", "\"slices\": [ { \"name\": \"a\", \"length\": 9223372036854775807 }, { \"name\": \"b\", \"length\": 9223372036854775807 },")]
    public async Task A_manifest_that_somebody_tampered_with_is_refused(string from, string to)
    {
        await PublishAsync(Image(files: 1));
        var key = Assert.Single(Memory.Keys, k => k.EndsWith("manifest.json", StringComparison.Ordinal));
        var text = Encoding.UTF8.GetString(Memory[key]);
        // Of two properties of the same name the last counts.
        var changed = from.StartsWith("\"sequence", StringComparison.Ordinal) ? text.Replace("\"plainSha256\": \"", "\"plainSha256\": \"X", StringComparison.Ordinal) : text.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        Memory[key] = Encoding.UTF8.GetBytes(changed);
        Assert.Equal(ErrorCode.ManifestInvalid, Assert.Single((await ListAsync()).Errors).Code);
    }

    [Fact]
    public async Task Missing_and_short_objects_are_told_by_the_listing_alone()
    {
        var published = await PublishAsync(Image());
        var slices = published.Manifest.Files[0].Slices;
        Memory[published.Key + slices[0].Name] = [1];
        await Memory.DeleteAsync(published.Key + slices[1].Name, Token);
        Memory[published.Key + "pin.json"] = [];
        var backup = Assert.Single((await ListAsync()).Backups);
        Assert.False(backup.IsComplete);
        Assert.Equal(2, backup.Missing.Count);
        Assert.True(backup.IsPinned);
    }

    [Fact]
    public async Task One_backup_is_found_by_its_timestamp()
    {
        await FillAsync();
        var list = new ListBackups(Repository);
        Assert.Equal("SALES", (await list.FindAsync("SALES", Db2Timestamp.Parse("20260301130000"), Token)).Database);
        await RefusedAsync(ErrorCode.BackupNotFound, () => list.FindAsync("SALES", Db2Timestamp.Parse("20260301120000"), Token));
    }

    [Fact]
    public async Task An_unfinished_backup_is_not_listed()
    {
        var published = await PublishAsync(Image());
        await Memory.DeleteAsync(published.Key + "manifest.json", Token);
        Assert.Empty((await ListAsync()).Backups);
    }
}
