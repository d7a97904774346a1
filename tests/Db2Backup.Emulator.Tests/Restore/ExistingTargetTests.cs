using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>RESTORE over a database that is there: questions, answers, what stays and what goes. [commands.md, RESTORE DATABASE]</summary>
public sealed class ExistingTargetTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>, IDisposable
{
    private const string Question = "Do you want to continue ? (y/n)";

    private readonly Db2Sandbox sandbox = fixture.Sandbox;
    private readonly Db2Session session = fixture.Sandbox.Session();

    public void Dispose() => session.Dispose();

    /// <summary>A circular database with 3 rows, an image of them, then a 4th row; and the command that restores it.</summary>
    private (string Name, string Command) Scene()
    {
        var name = fixture.NewDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.Backup(name, sandbox.Backups);
        session.AddRow(name, 4);
        return (name, $"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp}");
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("yes please\n")]
    [InlineData("\n")]
    [InlineData(null)] // the end of the input
    public void Anything_but_y_leaves_the_target_alone(string? answer)
    {
        var (name, command) = Scene();
        session.Db2(command, stdin: answer).Declined().Contains("SQL2539W").Contains(Question);
        Assert.Equal(4, session.Rows(name));
    }

    [Theory]
    [InlineData("y\n")]
    [InlineData("Y\n")]
    public void With_y_the_same_database_is_overwritten(string answer)
    {
        var (name, command) = Scene();
        session.Db2(command, stdin: answer).Ok().Says("SQL2539W").Contains(Question)
            .Contains("DB20000I The RESTORE DATABASE command completed successfully.");
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void REPLACE_EXISTING_prints_SQL2539W_and_does_not_ask()
    {
        var (name, command) = Scene();
        session.Db2(command + " REPLACE EXISTING").Ok().Says("SQL2539W").Says("DB20000I").DoesNotContain(Question);
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void WITHOUT_PROMPTING_ends_in_SQL2540W_with_the_number_of_the_warning_and_exit_code_2()
    {
        var (name, command) = Scene();
        session.Db2(command + " WITHOUT PROMPTING").Exits(2).Says("SQL2540W").Contains("warning \"2539\"")
            .DoesNotContain("DB20000I").DoesNotContain(Question);
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void The_same_database_under_another_alias_is_SQL2528W()
    {
        var (name, command) = Scene();
        var alias = fixture.NewName();
        session.Db2($"{command} INTO {alias}").Ok();
        session.Db2($"{command} INTO {alias}", stdin: "n\n").Declined().Contains("SQL2528W").Contains($"\"{alias}\"").Contains($"\"{name}\"");
        session.Db2($"{command} INTO {alias} WITHOUT PROMPTING").Exits(2).Contains("warning \"2528\"");
        Assert.Equal(3, session.Rows(alias));
        Assert.Equal(4, session.Rows(name));
    }

    [Fact]
    public void Another_database_of_the_same_name_is_SQL2523W()
    {
        var (name, command) = Scene();
        session.Db2($"DROP DATABASE {name}").Ok();
        session.Db2($"CREATE DATABASE {name}").Ok();
        session.Db2(command, stdin: "n\n").Declined().Contains("SQL2523W");
        session.Db2(command + " WITHOUT PROMPTING").Exits(2).Contains("warning \"2523\"");
        Assert.Equal(3, session.Rows(name));
        // From now on it is the same database.
        session.Db2(command, stdin: "n\n").Declined().Contains("SQL2539W");
    }

    [Fact]
    public void Another_database_of_another_name_is_SQL2529W()
    {
        var (name, command) = Scene();
        var other = fixture.NewDatabase(session);
        session.Db2($"{command} INTO {other}", stdin: "n\n").Declined().Contains("SQL2529W").Contains($"\"{other}\"").Contains($"\"{name}\"");
        session.Db2($"{command} INTO {other} WITHOUT PROMPTING").Exits(2).Contains("warning \"2529\"");
        Assert.Equal(3, session.Rows(other));
    }

    [Fact]
    public void The_logs_of_another_database_are_deleted_and_those_of_the_same_database_stay()
    {
        var name = fixture.NewRecoverableDatabase(session);
        session.CreateRows(name, 3);
        var timestamp = session.BackupOnline(name, sandbox.Backups);
        session.AddRow(name, 4);
        var logs = session.Db2($"GET DB CFG FOR {name}").Ok().Row("Path to log files");
        var command = $"RESTORE DATABASE {name} FROM {sandbox.Backups} TAKEN AT {timestamp} WITHOUT PROMPTING";
        File.WriteAllText(Path.Combine(logs, "S0009999.LOG"), "of an earlier time");
        session.Db2(command).Exits(2).Contains("\"2539\"");
        Assert.True(File.Exists(Path.Combine(logs, "S0009999.LOG")));

        session.Db2($"DROP DATABASE {name}").Ok();
        session.Db2($"CREATE DATABASE {name}").Ok();
        logs = session.Db2($"GET DB CFG FOR {name}").Ok().Row("Path to log files");
        File.WriteAllText(Path.Combine(logs, "S0009999.LOG"), "of another database");
        session.Db2(command).Exits(2).Contains("\"2523\"");
        Assert.Empty(Directory.GetFiles(logs, "*.LOG"));
    }

    [Fact]
    public void A_target_in_use_is_refused_with_SQL1035N()
    {
        var (name, command) = Scene();
        using var other = sandbox.Session();
        other.Connect(name);
        session.Db2(command + " REPLACE EXISTING").Refused("SQL1035N");
        other.Db2("CONNECT RESET").Ok();
        session.Db2($"ACTIVATE DATABASE {name}").Ok();
        session.Db2(command + " REPLACE EXISTING").Refused("SQL1035N");
        session.Db2($"DEACTIVATE DATABASE {name}").Ok();
        Assert.Equal(4, session.Rows(name));
    }

    // [clp.md, Two processes: RESTORE drops the session's own connection]
    [Fact]
    public void The_sessions_own_connection_is_dropped()
    {
        var (name, command) = Scene();
        session.Connect(name);
        session.Db2(command + " REPLACE EXISTING").Ok();
        session.Db2("SELECT COUNT(*) FROM T").Refused("SQL1024N");
        Assert.Equal(3, session.Rows(name));
    }

    [Fact]
    public void An_existing_target_keeps_its_own_configuration()
    {
        var (name, command) = Scene();
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGPRIMARY 7");
        session.Db2(command + " REPLACE EXISTING").Ok();
        Assert.Equal("7", session.Db2($"GET DB CFG FOR {name}").Ok().Row("LOGPRIMARY"));
    }

    [Fact]
    public void The_history_of_an_existing_target_stays_unless_it_is_to_be_replaced()
    {
        var (name, command) = Scene();
        session.Backup(name, sandbox.MakeFolder("later-" + name));
        session.Db2(command + " REPLACE EXISTING").Ok();
        // two backups and the restore
        session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Contains("Number of matching file entries = 3");
        session.Db2(command + " REPLACE HISTORY FILE REPLACE EXISTING").Ok();
        // The image was made before its own entry was written.
        session.Db2($"LIST HISTORY BACKUP ALL FOR {name}").Ok().Contains("Number of matching file entries = 1");
    }

    [Fact]
    public void A_user_without_authority_is_refused_with_SQL1092N_and_a_wrong_password_with_SQL30082N()
    {
        var (name, command) = Scene();
        sandbox.WriteUsers($"reader:word\n{sandbox.InstanceName}:secret\n");
        string As(string user) => command.Replace($"DATABASE {name}", $"DATABASE {name} USER {user}", StringComparison.Ordinal) + " REPLACE EXISTING";
        session.Db2(As("reader USING word")).Refused("SQL1092N");
        session.Db2(As("reader USING wrong")).Refused("SQL30082N");
        Assert.Equal(4, session.Rows(name));
        session.Db2(As($"{sandbox.InstanceName} USING secret")).Ok();
        Assert.Equal(3, session.Rows(name));
    }
}
