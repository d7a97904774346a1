using System.Diagnostics;
using System.Text.Json;
using Db2Backup.Db2;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>A quiesce is noted down before it is begun, for the run after one that was killed. Where that cannot be, it is not begun.</summary>
public sealed class QuiesceMarkerTests : IDisposable
{
    private const string Name = "SAMPLE";
    // A name of its own: the marker goes by instance and database, and the folder of the markers is the user's.
    private readonly TestKit.Db2Sandbox sandbox = new(new Db2SandboxOptions { InstanceName = "marker1" });
    private readonly RecordingHost host = new();
    private readonly Db2Session user;
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Marker => MarkerOf(sandbox.Home);

    /// <summary>Somebody is in the database, so that it has to be quiesced.</summary>
    public QuiesceMarkerTests()
    {
        user = sandbox.Session();
        user.Db2($"CREATE DATABASE {Name}").Ok();
        user.Connect(Name);
    }

    [Fact]
    public async Task A_quiesce_that_cannot_be_noted_down_is_not_begun()
    {
        var blocked = Directory.CreateDirectory(Marker + ".new").FullName;
        try
        {
            Refusal.HasId(await FailsAsync(), nameof(ErrorCode.AccessDenied));
        }
        finally
        {
            Directory.Delete(blocked);
        }
        NobodyWasPutOut();
        Assert.True((await BackUpAsync()).Verified);
        Assert.False(File.Exists(Marker));
    }

    [Fact]
    public async Task A_note_that_cannot_be_understood_is_named_and_nothing_is_done()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Marker)!);
        await File.WriteAllTextAsync(Marker, "{", Token);
        try
        {
            var error = await FailsAsync();
            Refusal.HasId(error, nameof(ErrorCode.ReadFailed));
            Assert.Contains(Marker, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(Marker);
        }
        NobodyWasPutOut();
    }

    [Fact]
    public void A_disk_that_is_full_leaves_no_half_of_a_note()
    {
        Assert.SkipUnless(SmallDisk.IsThere, SmallDisk.Missing);
        using var disk = SmallDisk.Take();
        var folder = disk.MakeFolder("state");
        disk.LeaveRoom(0);
        var marker = new QuiesceMarker(Path.Combine(folder, "quiesced.json"));
        Assert.Equal(ErrorCode.DiskFull, Assert.Throws<Db2BackupException>(() => marker.Write(wasActive: true)).Code);
        Assert.Empty(disk.Files());
        Assert.Null(marker.Read());
    }

    [Fact]
    public void Instances_of_one_name_in_two_homes_do_not_share_a_note()
    {
        Assert.NotEqual(MarkerOf("/home/db2inst1"), MarkerOf("/tmp/sandbox/db2inst1"));
        Assert.Equal(MarkerOf("/home/db2inst1"), MarkerOf("/home/db2inst1"));
    }

    [Fact]
    public void A_process_that_is_at_work_is_left_alone_and_another_that_has_its_number_now_is_not_taken_for_it()
    {
        using var folder = new TemporaryFolder();
        var (path, marker) = (folder.Combine("quiesced.json"), new QuiesceMarker(folder.Combine("quiesced.json")));
        marker.Write(wasActive: true);
        Assert.True(marker.Read()!.WasActive);
        using var other = Process.Start("sleep", "60");
        try
        {
            var content = marker.Read()! with { ProcessId = other.Id, ProcessStart = other.StartTime.ToUniversalTime() };
            File.WriteAllText(path, JsonSerializer.Serialize(content));
            Assert.Null(marker.Read());
            File.WriteAllText(path, JsonSerializer.Serialize(content with { ProcessStart = content.ProcessStart.AddHours(-1) }));
            Assert.NotNull(marker.Read());
        }
        finally
        {
            other.Kill();
            other.WaitForExit();
        }
        Assert.NotNull(marker.Read());
    }

    private static string MarkerOf(string home) =>
        QuiesceMarker.PathOf(new Db2Instance { Instance = "marker1", HostName = "host1", Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0", Home = home }, Name);

    private async Task<Db2BackupException> FailsAsync() => await Assert.ThrowsAsync<Db2BackupException>(BackUpAsync);

    private async Task<BackupImage> BackUpAsync()
    {
        var db2 = new ClpConnector(await InstanceLocator.FindAsync(sandbox.InstanceName, sandbox.Home, Token));
        return await new OfflineBackup(db2, host, TimeProvider.System).RunAsync(new(Name, [sandbox.Backups]) { Force = true }, Token);
    }

    private void NobodyWasPutOut()
    {
        user.Db2("VALUES 1").Ok();
        Assert.Empty(Directory.GetFiles(sandbox.Backups, "*", SearchOption.AllDirectories));
    }

    public void Dispose()
    {
        user.Dispose();
        sandbox.Dispose();
    }
}
