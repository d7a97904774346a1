using Db2Backup.Operations;

namespace Db2Backup.Tests.Operations;

/// <summary>What other programs and files tell, read without them.</summary>
public sealed class SmallFactsTests
{
    [Theory]
    [InlineData("/dev/sda1 1000 400 600 40% /", "/", 600L)]
    [InlineData("//server/back ups 1000 400 600 40% /mnt/with blanks 5 6 7% /x", "/mnt/with blanks 5 6 7% /x", 600L)]
    [InlineData("tmpfs 1000 0 -1 100% /full", "/full", 0L)]
    [InlineData("none 0 0 7 - /proc", "/proc", 7L)]
    public void Free_space_is_read_between_names_that_hold_blanks(string line, string mount, long free)
    {
        var space = FileSystems.Parse($"Filesystem 1024-blocks Used Available Capacity Mounted on\n{line}\n");
        Assert.Equal((mount, free * 1024), (space!.MountPoint, space.FreeBytes));
    }

    [Theory]
    [InlineData(""), InlineData("df: /x: No such file or directory"), InlineData("Filesystem 1024-blocks Used Available Capacity Mounted on")]
    public void What_is_no_report_of_free_space_is_not_taken_for_one(string text) => Assert.Null(FileSystems.Parse(text));
}
