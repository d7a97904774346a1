using Db2Backup.Errors;
using Db2Backup.Storage;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Storage;

public sealed class NewFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private IEnumerable<string> Hidden => Directory.EnumerateFiles(folder.Path, ".*", new EnumerationOptions { AttributesToSkip = 0 }).Select(f => Path.GetFileName(f)!);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_a_killed_process_left_of_a_file_goes_when_the_file_is_written_again_and_what_somebody_writes_stays()
    {
        await using var busy = NewFile.Create(folder.Combine("image"));
        var left = folder.Combine(".image.0123.part");
        await File.WriteAllTextAsync(left, "half", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Combine(".other.0123.part"), "half of another file", TestContext.Current.CancellationToken);
        await using (var file = NewFile.Create(folder.Combine("image"))) file.Commit();
        Assert.False(File.Exists(left));
        Assert.Equal(2, Hidden.Count());
        // The one that was slower finds the name taken, and leaves nothing.
        Assert.Equal(ErrorCode.FileExists, Assert.Throws<Db2BackupException>(busy.Commit).Code);
        await busy.DisposeAsync();
        Assert.Equal([".other.0123.part"], Hidden);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.Equal(ErrorCode.FileNotFound, Assert.Throws<Db2BackupException>(() => NewFile.Create(folder.Combine("none", "image"))).Code);
}
