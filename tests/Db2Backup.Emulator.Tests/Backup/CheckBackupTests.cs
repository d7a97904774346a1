using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>db2ckbkp. [images-and-logs.md, db2ckbkp]</summary>
public sealed class CheckBackupTests(InstanceFixture instance) : IClassFixture<InstanceFixture>
{
    private Db2Sandbox Sandbox => instance.Sandbox;

    [Fact]
    public void It_needs_no_engine_and_tells_header_and_success()
    {
        using var sandbox = new Db2Sandbox();
        using var session = sandbox.Session();
        session.Db2("CREATE DATABASE SAMPLE").Ok();
        var timestamp = session.Db2($"BACKUP DATABASE SAMPLE TO {sandbox.Backups}").Ok().Timestamp;
        var file = BackupSteps.ImagesIn(sandbox.Backups, "SAMPLE")[0];
        sandbox.Stop();
        var report = session.Run("db2ckbkp", "-h", file).Ok();
        report.Contains("MEDIA HEADER REACHED:").Contains("Server Database Name -- SAMPLE").Contains($"Timestamp -- {timestamp}")
            .Contains("Instance -- db2inst1").Contains("Sequence Number -- 1").Contains("Backup Mode -- 0 (Offline)")
            .Contains("Includes Logs -- 0").Contains("Compression -- 0").Contains("Backup Type -- 0").Contains("Backup Granularity -- 0")
            .Contains("Backup Buffer Size -- 4194304 (1024 4K pages)").Contains("Number of Sessions -- 1").Contains("Platform -- 0x1E")
            .Contains($"The proper image file name would be: SAMPLE.0.db2inst1.DBPART000.{timestamp}.001")
            .Contains("[1] Buffers processed: #");
        Assert.EndsWith("Image Verification Complete - successful.\n\n", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Dash_H_reads_the_header_only_and_is_not_combined()
    {
        using var session = Sandbox.Session();
        var file = NewImage(session);
        using (var image = File.OpenWrite(file)) image.SetLength(4096);
        session.Run("db2ckbkp", "-H", file).Ok().Contains("The proper image file name would be:").DoesNotContain("Verification");
        session.Run("db2ckbkp", "-H", "-a", file).Exits(1).Contains("must not be combined");
        session.Run("db2ckbkp", file).Exits(1).Contains("ERROR");
    }

    [Fact]
    public void A_flipped_bit_a_cut_or_another_name_is_an_error()
    {
        using var session = Sandbox.Session();
        var file = NewImage(session);
        var bytes = File.ReadAllBytes(file);
        foreach (var place in new[] { 20, 4100, 4200, bytes.Length / 2, bytes.Length - 1 })
        {
            bytes[place] ^= 1;
            File.WriteAllBytes(file, bytes);
            session.Run("db2ckbkp", file).Exits(1).Contains("ERROR!").DoesNotContain("successful");
            bytes[place] ^= 1;
        }
        foreach (var length in new[] { 0, 100, 4096, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(file, bytes[..length]);
            session.Run("db2ckbkp", file).Exits(1).Contains("ERROR!").DoesNotContain("successful");
        }
        File.WriteAllBytes(file, bytes);
        session.Run("db2ckbkp", file).Ok();
        var other = Path.Combine(Path.GetDirectoryName(file)!, "other");
        File.Move(file, other);
        session.Run("db2ckbkp", other).Exits(1).Contains("The proper image file name would be: " + Path.GetFileName(file));
    }

    // [images-and-logs.md: give all sequences of a split image]
    [Fact]
    public void An_image_of_two_files_is_whole_only_with_both()
    {
        using var session = Sandbox.Session();
        var database = instance.NewDatabase(session);
        var folder = Sandbox.MakeFolder("two-" + database);
        session.Db2($"BACKUP DATABASE {database} TO {folder}, {folder}").Ok();
        var files = BackupSteps.ImagesIn(folder, database);
        session.Run("db2ckbkp", files[0]).Exits(1).Contains("ERROR!");
        session.Run("db2ckbkp", files[1]).Exits(1).Contains("ERROR!");
        session.Run("db2ckbkp", files[0], files[1]).Ok().Contains("[2] Buffers processed:");
    }

    [Fact]
    public void Without_arguments_or_with_an_unknown_option_it_prints_its_usage()
    {
        using var session = Sandbox.Session();
        session.Run("db2ckbkp").Exits(1).Contains("Usage: db2ckbkp");
        session.Run("db2ckbkp", "-cl", "libx.so", "file").Exits(1).Contains("-cl is not known, or not offered").Contains("Usage: db2ckbkp");
        session.Run("db2ckbkp", "/nowhere/file").Exits(1).Contains("ERROR!");
    }

    private string NewImage(Db2Session session)
    {
        var database = instance.NewDatabase(session);
        var folder = Sandbox.MakeFolder("image-" + database);
        session.Db2($"BACKUP DATABASE {database} TO {folder}").Ok();
        return BackupSteps.ImagesIn(folder, database)[0];
    }
}
