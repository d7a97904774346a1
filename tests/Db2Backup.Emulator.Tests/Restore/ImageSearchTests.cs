using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>
/// How RESTORE finds its image, and what it refuses before it touches the target: after each refusal the database is as it was.
/// [images-and-logs.md, Image file names; messages.md, Restore]
/// </summary>
public sealed class ImageSearchTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    /// <summary>A circular database with 3 rows and an image of them in a folder of its own; then a 4th row.</summary>
    private (string Name, string Folder, string Timestamp) Scene(string clauses = "", int paths = 1)
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var folder = sandbox.MakeFolder("b-" + name);
        var targets = string.Join(", ", Enumerable.Repeat(folder, paths));
        var timestamp = session.Db2($"BACKUP DATABASE {name} TO {targets} {clauses}").Ok().Timestamp;
        session.AddRow(name, 4);
        return (name, folder, timestamp);
    }

    private void Refused(string name, string command, string id)
    {
        session.Db2(command).Refused(id);
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void An_image_is_found_by_its_full_timestamp()
    {
        var (name, folder, timestamp) = Scene();
        session.Db2($"RESTORE DATABASE {name} FROM {folder} TAKEN AT {timestamp} REPLACE EXISTING").Ok();
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void A_prefix_of_the_timestamp_or_none_will_do_for_a_single_image()
    {
        var (name, folder, timestamp) = Scene();
        session.Db2($"RESTORE DATABASE {name} FROM {folder} TAKEN AT {timestamp[..8]} REPLACE EXISTING").Ok();
        session.Db2($"RESTORE DATABASE {name} FROM {folder} REPLACE EXISTING").Ok();
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void Without_FROM_the_clients_current_directory_is_searched()
    {
        var (name, folder, timestamp) = Scene();
        using var there = sandbox.Session(folder);
        there.Db2($"RESTORE DATABASE {name} TAKEN AT {timestamp} REPLACE EXISTING").Ok();
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void Two_images_that_match_are_refused_with_SQL2522N()
    {
        var (name, folder, timestamp) = Scene();
        session.Backup(name, folder);
        Refused(name, $"RESTORE DATABASE {name} FROM {folder} REPLACE EXISTING", "SQL2522N");
        Refused(name, $"RESTORE DATABASE {name} FROM {folder} TAKEN AT {timestamp[..8]} REPLACE EXISTING", "SQL2522N");
    }

    [Fact]
    public void No_image_that_matches_is_refused_with_SQL2542N_naming_alias_and_timestamp()
    {
        var (name, folder, _) = Scene();
        session.Db2($"RESTORE DATABASE {name} FROM {folder} TAKEN AT 19991231235959").Refused("SQL2542N").Contains($"\"{name}\" and timestamp \"19991231235959\"");
        session.Db2($"RESTORE DATABASE OTHER FROM {folder}").Refused("SQL2542N").Contains("\"OTHER\" and timestamp \"\"");
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void A_timestamp_that_is_none_is_refused_with_SQL2508N()
    {
        var (name, folder, _) = Scene();
        Refused(name, $"RESTORE DATABASE {name} FROM {folder} TAKEN AT yesterday REPLACE EXISTING", "SQL2508N");
    }

    [Fact]
    public void A_renamed_image_is_refused_with_SQL2532N_naming_what_it_is()
    {
        var (name, folder, timestamp) = Scene();
        var image = RestoreSteps.Image(folder, timestamp);
        File.Move(image, image.Replace(timestamp, "20200101000000", StringComparison.Ordinal));
        session.Db2($"RESTORE DATABASE {name} FROM {folder} TAKEN AT 20200101000000 REPLACE EXISTING").Refused("SQL2532N")
            .Contains($"\"{name}\" taken at timestamp \"{timestamp}\"");
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void Paths_that_the_instance_cannot_use_are_refused_with_SQL2036N()
    {
        var (name, folder, _) = Scene();
        Refused(name, $"RESTORE DATABASE {name} FROM {folder}/nowhere REPLACE EXISTING", "SQL2036N");
        Refused(name, $"RESTORE DATABASE {name} FROM ../b REPLACE EXISTING", "SQL2036N");
        Assert.SkipUnless(sandbox.User.IsBoundByPermissions, "root may read everything");
        File.SetUnixFileMode(folder, UnixFileMode.None);
        Refused(name, $"RESTORE DATABASE {name} FROM {folder} REPLACE EXISTING", "SQL2036N");
    }

    [Fact]
    public void An_image_of_another_user_is_refused_with_SQL2061N()
    {
        Assert.SkipUnless(sandbox.User.IsBoundByPermissions, "root may read everything");
        var (name, folder, timestamp) = Scene();
        File.SetUnixFileMode(RestoreSteps.Image(folder, timestamp), UnixFileMode.None);
        Refused(name, $"RESTORE DATABASE {name} FROM {folder} REPLACE EXISTING", "SQL2061N");
    }

    [Fact]
    public void A_file_that_is_no_image_is_refused_with_SQL2530N_and_one_that_ends_in_its_header_with_SQL2538N()
    {
        var (name, folder, timestamp) = Scene();
        var image = RestoreSteps.Image(folder, timestamp);
        RestoreSteps.Flip(image, 100);
        Refused(name, $"RESTORE DATABASE {name} FROM {folder} REPLACE EXISTING", "SQL2530N");
        RestoreSteps.Cut(image, 1000);
        Refused(name, $"RESTORE DATABASE {name} FROM {folder} REPLACE EXISTING", "SQL2538N");
    }

    [Fact]
    public void An_image_in_several_files_is_read_from_one_directory_or_from_several_in_order()
    {
        var (name, folder, timestamp) = Scene(paths: 3);
        session.Db2($"RESTORE DATABASE {name} FROM {folder}, {folder}, {folder} TAKEN AT {timestamp} REPLACE EXISTING").Ok();
        Assert.Equal(3, session.Rows(name));
        session.AddRow(name, 4);
        var second = sandbox.MakeFolder("b2-" + name);
        var file = Assert.Single(Directory.GetFiles(folder, "*.002"));
        File.Move(file, Path.Combine(second, Path.GetFileName(file)));
        // .002 lies in the second directory: .001, .003 come first.
        session.Db2($"RESTORE DATABASE {name} FROM {folder}, {second} TAKEN AT {timestamp} REPLACE EXISTING").Declined().Contains("SQL2536W");
        // The directory without .001 comes first. [commands.md: the one with .001 first, else SQL2546N]
        Refused(name, $"RESTORE DATABASE {name} FROM {second}, {folder} TAKEN AT {timestamp} REPLACE EXISTING", "SQL2546N");
    }

    [Fact]
    public void A_missing_file_of_a_split_image_is_asked_for_and_without_prompting_ends_the_restore()
    {
        var (name, folder, timestamp) = Scene(paths: 2);
        var file = Assert.Single(Directory.GetFiles(folder, "*.002"));
        File.Move(file, file + ".away");
        var command = $"RESTORE DATABASE {name} FROM {folder} TAKEN AT {timestamp}";
        session.Db2(command + " WITHOUT PROMPTING").Refused("SQL2001N").Contains("SQL2536W").Contains("Sequence number \"2\" is expected");
        session.Db2(command + " REPLACE EXISTING", stdin: "t\n").Declined().Contains("(c/d/t)");
        Assert.Equal(4, session.Rows(name));
        var asking = session.StartDb2(command + " REPLACE EXISTING", stdin: "c\nc\nc\nc\n");
        asking.Wait().Declined(); // still missing, and no more answers
        File.Move(file + ".away", file);
        session.Db2(command + " REPLACE EXISTING").Ok();
        Assert.Equal(3, session.Rows(name));
    }
}
