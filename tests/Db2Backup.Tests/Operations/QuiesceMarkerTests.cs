using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>The file that tells of a quiesce that a killed process could not end.</summary>
public sealed class QuiesceMarkerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private QuiesceMarker Marker(string home = "/home/db2inst1") => QuiesceMarker.For(Database(home), folder.Path);

    private static Db2Database Database(string home) => new()
    {
        Database = "SAMPLE", Name = "SAMPLE", LogArchiveMethod = "OFF", LogPath = "/db2/logs/", RollforwardPending = "NO", HadrRole = "STANDARD",
        IsRecoverable = false, TracksModifications = false, BackupPending = false, RestorePending = false, IsConsistent = true, IsEncrypted = false,
        InstanceInfo = new Db2Instance { Instance = "db2inst1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0", Home = home },
    };

    private string File1 => Assert.Single(Directory.GetFiles(Path.Combine(folder.Path, "db2backup")));

    [Fact]
    public void Instances_of_one_name_in_two_homes_do_not_share_a_marker()
    {
        Marker().Write(wasActive: true);
        Assert.Null(Marker("/tmp/sandbox/db2inst1").Read());
        Assert.True(Marker().Read()!.WasActive);
        Marker().Remove();
        Assert.Null(Marker().Read());
    }

    [Fact]
    public void A_process_that_is_at_work_is_left_alone_and_one_with_its_number_is_not_taken_for_it()
    {
        var marker = Marker();
        marker.Write(wasActive: false);
        var mine = File.ReadAllText(File1);
        using var other = Process.Start("sleep", "60");
        try
        {
            var number = $"\"ProcessId\":{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
            var alive = mine.Replace(number, $"\"ProcessId\":{other.Id.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
            var start = JsonSerializer.Serialize(new DateTimeOffset(other.StartTime.ToUniversalTime()));
            var written = Regex.Replace(alive, "\"ProcessStart\":\"[^\"]*\"", $"\"ProcessStart\":{start}");
            File.WriteAllText(File1, written);
            Assert.Null(marker.Read());
            File.WriteAllText(File1, Regex.Replace(alive, "\"ProcessStart\":\"[^\"]*\"", "\"ProcessStart\":\"2020-01-01T00:00:00+00:00\""));
            Assert.NotNull(marker.Read());
        }
        finally
        {
            other.Kill();
        }
        Assert.NotNull(marker.Read());
    }

    [Theory]
    [InlineData(""), InlineData("{\"Process\":\"x"), InlineData("null")]
    public void A_marker_that_was_cut_is_a_marker(string text)
    {
        var marker = Marker();
        marker.Write(wasActive: true);
        File.WriteAllText(File1, text);
        Assert.False(marker.Read()!.WasActive);
    }
}
