using Db2Backup.Operations;

namespace Db2Backup.Tests.Operations;

public sealed class ConfigurationViewTests
{
    [Fact]
    public void Parameters_are_told_as_configured_and_states_as_in_force()
    {
        var read = ConfigurationView.Read([["0", "logarchmeth1", "OFF", "DISK:/a/"], ["0", "user_exit_status", "NO", "YES"], ["0", "trackmod", "NO", null]]);
        Assert.Equal(("DISK:/a/", "NO"), (read.Report.Parameters["LOGARCHMETH1"], read.Report.Parameters["TRACKMOD"]));
        Assert.Equal("NO", read.Report.Labels["User exit for logging status"]);
        Assert.Equal(1, read.Partitions);
    }

    [Theory]
    [InlineData("backup_pending", "NO", "YES", "YES"), InlineData("backup_pending", "YES", "NO", "YES")]
    [InlineData("rollfwd_pending", "NO", "DATABASE", "DATABASE"), InlineData("database_consistent", "YES", "NO", "NO")]
    [InlineData("user_exit_status", "YES", "NO", "NO"), InlineData("logpath", "/a/", "/b/", "/a/")]
    public void Of_two_partitions_the_worse_state_counts(string name, string first, string second, string told)
    {
        var read = ConfigurationView.Read([["0", name, first, first], ["1", name, second, second]]);
        Assert.Equal(told, Assert.Single(read.Report.Labels).Value);
        Assert.Equal(2, read.Partitions);
    }
}
