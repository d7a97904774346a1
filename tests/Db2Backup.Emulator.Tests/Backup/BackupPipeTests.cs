using System.Diagnostics;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>BACKUP DATABASE TO named pipes. [images-and-logs.md, Named pipes]</summary>
public sealed class BackupPipeTests(InstanceFixture instance) : IClassFixture<InstanceFixture>
{
    private Db2Sandbox Sandbox => instance.Sandbox;

    [Fact]
    public async Task The_streams_of_two_pipes_are_the_files_of_one_image()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.FillTable(database, 300);
        var pipes = new[] { Sandbox.MakePipe("one"), Sandbox.MakePipe("two") };
        var copies = new[] { Path.Combine(Sandbox.Folder, "one.copy"), Path.Combine(Sandbox.Folder, "two.copy") };
        var readers = pipes.Zip(copies).Select(p => CopyAsync(p.First, p.Second)).ToArray();
        var timestamp = session.Db2($"BACKUP DATABASE {database} TO {pipes[0]}, {pipes[1]} BUFFER 8").Ok().Timestamp;
        await Task.WhenAll(readers);

        var folder = Sandbox.MakeFolder("kept-" + database);
        var files = copies.Select((copy, i) =>
        {
            var file = Path.Combine(folder, $"{database}.0.db2inst1.DBPART000.{timestamp}.{i + 1:D3}");
            File.Move(copy, file);
            Sandbox.User.Own(file);
            return file;
        }).ToArray();
        session.Run("db2ckbkp", files).Ok().Contains("Image Verification Complete - successful.");
        // [sql.md: device type P]
        Assert.Equal(2, session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").Lines.Count(l => l.StartsWith("  B  D", StringComparison.Ordinal) && l[33] == 'P'));
    }

    // [images-and-logs.md: if the reader never opens, the backup hangs; cancel: Ctrl-C in the CLP or FORCE APPLICATION]
    [Fact]
    public void Without_a_reader_it_waits_until_interrupted()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var running = Sandbox.StartDb2($"BACKUP DATABASE {database} TO {Sandbox.MakePipe("never")}");
        Eventually.Holds(() => session.Db2("LIST UTILITIES").Output.Contains(database, StringComparison.Ordinal), "the backup waits");
        running.Interrupt();
        running.Wait().Refused("SQL2001N");
        session.Db2("LIST UTILITIES").Says("SQL1611W");
        session.Connect(database);
    }

    // [images-and-logs.md: a reader that dies gives SQL2025N]
    [Fact]
    public void A_reader_that_dies_gives_SQL2025N()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        session.FillTable(database, 3000);
        var pipe = Sandbox.MakePipe("dies");
        using var head = Process.Start(new ProcessStartInfo("head", ["-c", "5000", pipe]) { RedirectStandardOutput = true })!;
        session.Db2($"BACKUP DATABASE {database} TO {pipe}").Refused("SQL2025N");
        session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").Contains("sqlcode: -2025");
    }

    private static async Task CopyAsync(string pipe, string target)
    {
        using var cat = Process.Start(new ProcessStartInfo("cp", [pipe, target]) { UseShellExecute = false })!;
        await cat.WaitForExitAsync();
    }
}
