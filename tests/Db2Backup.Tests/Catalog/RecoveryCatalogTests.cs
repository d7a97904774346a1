using System.Text;
using Db2Backup.Catalog;
using Db2Backup.Errors;
using Db2Backup.Planning;
using Db2Backup.TestKit;
using Db2Backup.Tests.Planning;
using Db2Backup.Tests.Planning.Oracle;

namespace Db2Backup.Tests.Catalog;

/// <summary>What a recovery is planned from, in a file.</summary>
public sealed class RecoveryCatalogTests : PlanningFixture
{
    private static RecoveryMaterial Secretive()
    {
        var manifest = Manifest(1, name: "PAYROLL", alias: "PAYX") with
        {
            Instance = "db2prod", HostName = "vault.example.com", DatabaseSeed = "5EED5EED", LogArchiveMethod = "DISK:/secret/archive/", Recipients = ["age1secretive"], TableSpaces = [new("SYSCATSPACE"), new("SALARIES")],
        };
        var image = new ImageName("PAYX", 0, "db2prod", 0, null, manifest.Timestamp, 1).ToString();
        var digest = new string('a', 64);
        manifest = manifest with { Files = [new ManifestFile(image, 1, 100, digest, 100, digest, [new ManifestSlice(image + ".zst.age.0001", 100)])] };
        var log = Log(5, closed: 3, covers: 3);
        return new RecoveryMaterial(
            [Backup(manifest) with { Store = "/secret/store", Missing = ["PAYROLL/x is missing"] }, Backup(manifest) with { Store = "/secret/store" }],
            [log with { Database = "PAYROLL", Key = $"PAYROLL/logs/{log.Log}-{log.DigestPrefix}.zst.age", Description = log.Description! with { Database = "PAYROLL", Instance = "db2prod", HostName = "VAULT.example.com" } }])
        {
            Branches = [new LogBranch(1, new LogFileName(6), 0, At(5)) { HostName = "vault.example.com" }],
            History = [new BackupHistoryEntry { Database = "PAYX", Operation = 'B', ObjectType = 'D', OperationType = 'N', Timestamp = manifest.Timestamp, Status = 'A', Location = "/secret/images", Comment = "PAYROLL nightly", TableSpaces = ["SALARIES"], FirstLog = new LogFileName(3) }],
        };
    }

    [Fact]
    public async Task A_saved_catalog_reads_back_and_gives_the_same_plans()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "catalog.json");
        for (var seed = 0; seed < 20; seed++)
        {
            var history = new OracleHistory(new Random(seed), "host1", describes: seed % 2 == 0);
            var material = new RecoveryMaterial([.. history.Images.Select(i => i.Backup)], [.. history.Stored]) { Branches = history.Branches };
            if (material.Backups.Count == 0) continue;
            // The oracle's files have no digests, which no store's manifest lacks.
            var digest = new string('0', 64);
            material = material with { Backups = material.Backups.Select(b => b with { Manifest = b.Manifest with { Files = b.Manifest.Files.Select(f => f with { PlainSha256 = digest, StoredSha256 = digest }).ToList() } }).ToList() };
            var saved = await RecoveryCatalog.Of(material).SaveAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((material.Backups.Count, material.Logs.Count, new FileInfo(path).Length), (saved.Backups, saved.Logs, saved.Length));
            var read = (await RecoveryCatalog.OpenAsync(path, TestContext.Current.CancellationToken)).ToMaterial();
            var named = new CatalogAnonymiser().Run(RecoveryCatalog.Of(material)).ToMaterial();
            for (var at = history.Begin; at < history.End; at += TimeSpan.FromMinutes(20))
            {
                var wanted = Told(material, at, "SAMPLE");
                Assert.Equal(wanted, Told(read, at, "SAMPLE"));
                Assert.Equal(wanted, Told(named, at, "DB1"));
            }
            File.Delete(path);
        }
    }

    private static string Told(RecoveryMaterial material, DateTimeOffset at, string database)
    {
        var decision = RecoveryPlanner.Decide(new(database, database, RecoveryTarget.At(at)) { AnyImage = true, OwnLogs = false }, material);
        return decision.Plan is { } plan
            ? $"{string.Join(' ', plan.Restores)} {string.Join(' ', plan.Logs.Select(l => l.Log))} {plan.RollforwardClause} {plan.IsCertain}"
            : $"{decision.Refusal!.Code} {decision.NearestBefore} {decision.NearestAfter}";
    }

    [Fact]
    public void Anonymised_it_has_no_name_and_the_same_name_has_one_replacement()
    {
        var plain = Encoding.UTF8.GetString(RecoveryCatalog.Of(Secretive()).Write());
        var text = Encoding.UTF8.GetString(new CatalogAnonymiser().Run(RecoveryCatalog.Of(Secretive())).Write());
        foreach (var name in (string[])["PAYROLL", "PAYX", "db2prod", "vault", "example", "5EED", "secret", "SALARIES", "nightly"])
        {
            Assert.Contains(name, plain, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(name, text, StringComparison.OrdinalIgnoreCase);
        }
        var read = RecoveryCatalog.Read(Encoding.UTF8.GetBytes(text), "catalog").ToMaterial();
        Assert.Equal((read.Backups[0].HostName, read.Backups[0].Instance), (read.Logs[0].Description!.HostName, read.Logs[0].Description!.Instance));
        Assert.Equal(read.Backups[0].HostName, Assert.Single(read.Branches!).HostName);
        Assert.Equal(read.Backups[0].Manifest.Alias, read.History[0].Database);
        Assert.Equal(read.Backups[0].Database, read.Logs[0].Database);
        Assert.NotEqual(read.Backups[0].Database, read.Backups[0].Manifest.Alias);
        Assert.StartsWith(read.Backups[0].Manifest.Files[0].Name, read.Backups[0].Manifest.Files[0].Slices[0].Name, StringComparison.Ordinal);
        Assert.Equal("SYSCATSPACE", read.Backups[0].Manifest.TableSpaces[0].Name);
        Assert.False(read.Backups[0].IsComplete);
    }

    [Theory]
    [InlineData("{}"), InlineData("null"), InlineData("[]"), InlineData("""{"formatVersion":99,"moduleVersion":"1","backups":[],"logs":[]}"""), InlineData("""{"moduleVersion":"1","backups":[null],"logs":[]}""")]
    public void What_is_no_catalog_is_refused(string json) =>
        Refused(ErrorCode.ManifestInvalid, () => RecoveryCatalog.Read(Encoding.UTF8.GetBytes(json), "catalog"));

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "catalog.json");
        await File.WriteAllTextAsync(path, "mine", TestContext.Current.CancellationToken);
        Assert.Equal(ErrorCode.FileExists, (await Assert.ThrowsAsync<Db2BackupException>(() => RecoveryCatalog.Of(Secretive()).SaveAsync(path, TestContext.Current.CancellationToken))).Code);
        Assert.Equal("mine", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }
}
