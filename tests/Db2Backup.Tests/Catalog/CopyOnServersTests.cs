using Db2Backup.Adapters;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Storage;
using Db2Backup.Storage.Swift;
using Db2Backup.Tests.Storage;
using Db2Backup.Tests.Storage.Azure;
using Db2Backup.Tests.Storage.S3;
using Db2Backup.Tests.Storage.Swift;

namespace Db2Backup.Tests.Catalog;

/// <summary>Several stores at once, and copies from one to the next, on the real servers.</summary>
public sealed class CopyOnServersTests : CatalogFixture
{
    [Fact]
    public async Task A_backup_goes_to_three_services_at_once_and_from_each_to_the_next_and_comes_back_from_the_last()
    {
        await using var azure = await AzurePlace.PlainAsync();
        await using var swift = await SwiftPlace.OfTempAuthAsync();
        await using var s3 = await S3Place.MakeAsync();
        Repository At(string name, string prefix)
        {
            return name switch
            {
                "azure" => Engine.Create().Stores.Open($"{azure.Location}/{prefix}", azure.Access(new Secret(AzurePlace.Key))),
                "s3" => Engine.Create().Stores.Open($"{s3.Location}/{prefix}", S3Place.Access()),
                _ => SwiftStores.Open(StoreAddress.Parse($"swift://{swift.Container}/{prefix}"), new StoreAccess { Environment = v => swift.Environment.GetValueOrDefault(v) }),
            };
        }
        StoreChoice Choice(string name, string prefix = "db2") => new(name, At(name, prefix), null);

        var image = Image();
        var stored = await ProtectAsync(image);
        StoreChoice[] all = [Choice("azure"), Choice("swift"), Choice("s3")];
        var copies = new StoreCopies(Host, TimeProvider.System);
        var published = await new PublishCopies(copies).RunAsync(all, null, "SAMPLE", 1, null,
            (repository, host, slices, token) => new PublishBackup(repository, host, TimeProvider.System).RunAsync(stored, new() { Slices = slices, ReadBackDigest = true }, token), Token);
        Assert.Equal(3, published.Count);

        // One of them does not answer: the other two are whole, and nothing local is deleted.
        await using (var gone = Engine.Create().Stores.Open("s3://nosuchbucket-" + Guid.NewGuid().ToString("N"), S3Place.Access()))
        {
            var error = await RefusedAsync(ErrorCode.CopiesTooFew, () => new PublishCopies(copies).RunAsync([all[0], all[1], new StoreChoice("gone", gone, null)], null, "SAMPLE", 1, null,
                (repository, host, slices, token) => new PublishBackup(repository, host, TimeProvider.System).RunAsync(stored, new() { Slices = slices }, token), Token));
            Assert.Contains("Complete in azure, swift. Not in gone (StoreContainerMissing: ", error.Message, StringComparison.Ordinal);
        }

        var from = published[2];
        foreach (var (source, target) in new[] { ("s3", "azure"), ("azure", "swift"), ("swift", "s3") })
        {
            await using var read = Choice(source, source == "s3" ? "db2" : "copies");
            await using var written = Choice(target, "copies");
            var copy = Assert.Single(await new CopyBackup(read.Repository!, Host, TimeProvider.System).RunAsync(from, [written], new() { Publish = new() { ReadBackDigest = true } }, Token));
            Assert.Equal((false, from.Store), (copy.WasPublishedBefore, copy.CopiedFrom));
            from = copy;
        }

        var removed = await new RemoveBackupImage(all, 3, Host).RunAsync(published[0], new() { KeepProtected = true }, Token);
        Assert.Equal(3, removed.Copies.Count);
        await using var last = At("s3", "copies");
        var back = await new SaveBackup(last, Primitives, Host).RunUnprotectedAsync(from, [Key], new() { TargetFolder = Folder.Combine("back") }, Token);
        foreach (var (file, index) in back.Files.Select((f, i) => (f, i))) Assert.Equal(Sample((int)image.Files[index].Length), await File.ReadAllBytesAsync(file.Path, Token));
        Assert.Empty(await azure.DebrisAsync());
        Assert.Empty(await swift.DebrisAsync());
        Assert.Empty(await s3.DebrisAsync());
        foreach (var choice in all) await choice.DisposeAsync();
    }
}
