using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Instance;

/// <summary>GET, UPDATE and RESET DATABASE CONFIGURATION [commands.md].</summary>
public sealed class DatabaseConfigurationTests(InstanceFixture fixture) : IClassFixture<InstanceFixture>
{
    private readonly Db2Sandbox sandbox = fixture.Sandbox;

    [Fact]
    public void The_report_has_heading_rows_and_values_where_Db2_has_them()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        var lines = session.Db2($"GET DATABASE CONFIGURATION FOR {name}").Ok().Lines;

        Assert.Equal("", lines[0]);
        Assert.Equal($"       Database Configuration for Database {name}", lines[1]);
        Assert.Contains(" Database configuration release level                    = 0x1500", lines);
        Assert.Contains(" Log file size (4KB)                         (LOGFILSIZ) = 1024", lines);
        Assert.Contains(" Num. of active log files for 1 active UOW(NUM_LOG_SPAN) = 0", lines);
        Assert.Contains(" Package cache size (4KB)                   (PCKCACHESZ) = AUTOMATIC((MAXAPPLS*8))", lines);
        Assert.Contains(" Index re-creation time and redo index build  (INDEXREC) = SYSTEM (RESTART)", lines);
        Assert.Contains(" Update to database level pending                        = NO (0x0)", lines);
        Assert.Contains(" Monitor Collect Settings", lines);
        Assert.All(lines.Where(l => l.Contains(" = ", StringComparison.Ordinal)), l => Assert.InRange(l.IndexOf(" = ", StringComparison.Ordinal), 55, 57));
    }

    // [commands.md, GET DATABASE CONFIGURATION: rows to read]
    [Fact]
    public void Every_row_that_a_reader_needs_is_there()
    {
        using var session = sandbox.Session();
        var configuration = session.Db2($"GET DB CFG FOR {fixture.NewDatabase(session)}").Ok();
        foreach (var label in new[]
        {
            "Backup pending", "Rollforward pending", "Restore pending", "All committed transactions have been written to disk", "Log retain for recovery status",
            "User exit for logging status", "Path to log files", "First active log file", "TRACKMOD", "LOGARCHMETH1", "LOGARCHMETH2", "LOGARCHCOMPR1", "LOGARCHCOMPR2",
            "FAILARCHPATH", "NEWLOGPATH", "MIRRORLOGPATH", "OVERFLOWLOGPATH", "LOGFILSIZ", "LOGPRIMARY", "LOGSECOND", "NUM_DB_BACKUPS", "REC_HIS_RETENTN",
            "AUTO_DEL_REC_OBJ", "ENCRLIB", "ENCROPTS", "Encrypted database", "HADR database role", "Database release level", "Database page size",
        })
            configuration.Row(label);
    }

    // [commands.md, UPDATE DATABASE CONFIGURATION: MEMBER n] There is one member.
    [Fact]
    public void The_only_member_may_be_named()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} MEMBER 0 USING LOGPRIMARY 5").Ok();
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGPRIMARY 6 MEMBER 0").Ok();
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGPRIMARY 7 MEMBER 1").Refused("SQL0104N");
        Assert.Equal("6", session.Db2($"GET DB CFG FOR {name}").Row("LOGPRIMARY"));
    }

    [Fact]
    public void Several_values_change_in_one_command_or_none_does()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGPRIMARY 5 LOGSECOND 7 LOCKTIMEOUT 30").Ok()
            .Contains("DB20000I  The UPDATE DATABASE CONFIGURATION command completed successfully.");
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGPRIMARY 6 LOGSECOND 99999").Refused("SQL5131N");
        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("5", configuration.Row("LOGPRIMARY"));
        Assert.Equal("7", configuration.Row("LOGSECOND"));
        Assert.Equal("30", configuration.Row("LOCKTIMEOUT"));
    }

    [Theory]
    [InlineData("LOGFILSIZ 3", "SQL5130N")]
    [InlineData("LOGFILSIZ many", "SQL0104N")]
    [InlineData("LOGPRIMARY 1", "SQL5130N")]
    [InlineData("LOGPRIMARY 4000 LOGSECOND 200", "SQL5153N")]
    [InlineData("LOGSECOND -1", "SQL5153N")]
    [InlineData("TRACKMOD MAYBE", "SQL5112N")]
    [InlineData("TRACKMOD AUTOMATIC", "SQL5154N")]
    [InlineData("NOSUCHPARM 1", "SQL0104N")]
    [InlineData("BACKUP_PENDING NO", "SQL0104N")]
    [InlineData("CODEPAGE 819", "SQL0104N")]
    [InlineData("LOGARCHMETH1 DISK:/does/not/exist", "SQL5099N")]
    [InlineData("LOGARCHMETH1 DISK:relative", "SQL5099N")]
    [InlineData("LOGARCHMETH1 NONSENSE", "SQL5099N")]
    [InlineData("LOGARCHMETH1 TSM", "SQL5099N")]
    [InlineData("LOGARCHMETH1 USEREXIT", "SQL5099N")]
    [InlineData("LOGARCHMETH1 VENDOR:/lib/x.so", "SQL5099N")]
    [InlineData("LOGARCHMETH1 DB2REMOTE://a/b/c", "SQL5099N")]
    [InlineData("LOGARCHMETH2 LOGRETAIN", "SQL5099N")]
    [InlineData("NEWLOGPATH /does/not/exist", "SQL5099N")]
    [InlineData("MIRRORLOGPATH /does/not/exist", "SQL5099N")]
    [InlineData("OVERFLOWLOGPATH /does/not/exist", "SQL5099N")]
    [InlineData("FAILARCHPATH /does/not/exist", "SQL5099N")]
    // What the stand-in does not do cannot be switched on.
    [InlineData("BLK_LOG_DSK_FUL YES", "SQL5099N")]
    [InlineData("BLOCKNONLOGGED YES", "SQL5099N")]
    [InlineData("MAX_LOG 50", "SQL5099N")]
    [InlineData("NUM_LOG_SPAN 2", "SQL5099N")]
    [InlineData("AUTO_DB_BACKUP ON", "SQL5099N")]
    [InlineData("CUR_COMMIT DISABLED", "SQL5099N")]
    [InlineData("CONNECT_PROC MYPROC", "SQL5099N")]
    [InlineData("DFT_TABLE_ORG COLUMN", "SQL5099N")]
    [InlineData("DFT_SQLMATHWARN YES", "SQL5099N")]
    [InlineData("STRING_UNITS CODEUNITS32", "SQL5099N")]
    [InlineData("MAX_LOG 101", "SQL5130N")]
    public void A_value_that_is_not_valid_is_refused_and_changes_nothing(string change, string id)
    {
        using var session = sandbox.Session();
        // One database for all: nothing happens to it.
        const string name = "UNTOUCH";
        if (!Directory.Exists(Path.Combine(sandbox.Home, sandbox.InstanceName, "NODE0000", name))) session.Db2($"CREATE DATABASE {name}").Ok();
        var before = session.Db2($"GET DB CFG FOR {name}").Ok().Output;
        session.Db2($"UPDATE DB CFG FOR {name} USING {change}").Refused(id);
        Assert.Equal(before, session.Db2($"GET DB CFG FOR {name}").Ok().Output);
    }

    [Fact]
    public void A_value_that_changes_nothing_can_be_set_where_no_other_is_offered()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING MAX_LOG 0 BLK_LOG_DSK_FUL NO CUR_COMMIT ON CONNECT_PROC NULL").Ok();
    }

    [Theory]
    [InlineData("NEWLOGPATH", "")]
    [InlineData("LOGARCHMETH1", "DISK:")]
    public void A_path_that_the_instance_owner_cannot_write_gives_SQL5099N_reason_9(string parameter, string prefix)
    {
        // Reason 9 was seen for NEWLOGPATH [messages.md, SQL5099N].
        Assert.SkipUnless(sandbox.User.IsBoundByPermissions, "root may write everywhere");
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        var path = sandbox.MakeFolder("readonly" + parameter);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        session.Db2($"UPDATE DB CFG FOR {name} USING {parameter} {prefix}{path}").Refused("SQL5099N").Contains("reason code \"9\"").Contains("SQLSTATE=08004");
    }

    [Fact]
    public void NULL_in_upper_case_empties_a_value()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        var path = sandbox.MakeFolder("failover");
        session.Db2($"UPDATE DB CFG FOR {name} USING FAILARCHPATH {path}").Ok();
        Assert.Equal(path + "/", session.Db2($"GET DB CFG FOR {name}").Row("FAILARCHPATH"));
        session.Db2($"UPDATE DB CFG FOR {name} USING FAILARCHPATH NULL").Ok();
        Assert.Equal("", session.Db2($"GET DB CFG FOR {name}").Row("FAILARCHPATH"));
    }

    [Fact]
    public void AUTOMATIC_and_MANUAL_keep_the_number()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING UTIL_HEAP_SZ 9000").Ok();
        Assert.Equal("9000", session.Db2($"GET DB CFG FOR {name}").Row("UTIL_HEAP_SZ"));
        session.Db2($"UPDATE DB CFG FOR {name} USING UTIL_HEAP_SZ AUTOMATIC").Ok();
        Assert.Equal("AUTOMATIC(9000)", session.Db2($"GET DB CFG FOR {name}").Row("UTIL_HEAP_SZ"));
        session.Db2($"UPDATE DB CFG FOR {name} USING UTIL_HEAP_SZ MANUAL").Ok();
        Assert.Equal("9000", session.Db2($"GET DB CFG FOR {name}").Row("UTIL_HEAP_SZ"));
    }

    [Fact]
    public void Without_connection_and_activity_nothing_waits()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGFILSIZ 500").Ok();
        session.Connect(name);
        Assert.Equal(["500", "500"], Detail(session, "(LOGFILSIZ)"));
    }

    [Fact]
    public void Connected_a_dynamic_parameter_counts_at_once_and_another_waits_with_SQL1363W()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Connect(name);
        session.Db2("UPDATE DB CFG USING LOGSECOND 20 IMMEDIATE").Ok();
        Assert.Equal(["20", "20"], Detail(session, "(LOGSECOND)"));

        // SQL1363W comes after DB20000I; exit code 2 [messages.md, SQL1363W].
        Assert.Equal(["DB20000I", "SQL1363W"], session.Db2($"UPDATE DB CFG FOR {name} USING LOGFILSIZ 500").Exits(2).Ids);
        Assert.Equal(["1024", "500"], Detail(session, "(LOGFILSIZ)"));
        Assert.Equal("500", session.Db2($"GET DB CFG FOR {name}").Row("LOGFILSIZ"));

        session.Db2("CONNECT RESET").Ok();
        session.Connect(name);
        Assert.Equal(["500", "500"], Detail(session, "(LOGFILSIZ)"));
    }

    [Fact]
    public void DEFERRED_lets_everything_wait_without_a_warning()
    {
        using var session = sandbox.Session();
        session.Connect(fixture.NewDatabase(session));
        session.Db2("UPDATE DB CFG USING LOGSECOND 20 LOGFILSIZ 500 DEFERRED").Ok();
        Assert.Equal(["12", "20"], Detail(session, "(LOGSECOND)"));
    }

    [Fact]
    public void SHOW_DETAIL_and_a_missing_FOR_need_a_connection()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"GET DB CFG FOR {name} SHOW DETAIL").Refused("SQL1024N");
        session.Db2("GET DB CFG").Refused("SQL1024N");
        session.Db2("UPDATE DB CFG USING LOGPRIMARY 5").Refused("SQL1024N");
        session.Db2("GET DB CFG FOR NOSUCHDB").Refused("SQL1013N");
    }

    [Fact]
    public void Reset_brings_back_the_defaults()
    {
        using var session = sandbox.Session();
        var name = fixture.NewName();
        session.Db2($"CREATE DATABASE {name} PAGESIZE 16384").Ok();
        session.Db2($"UPDATE DB CFG FOR {name} USING LOGPRIMARY 5 AUTORESTART OFF").Ok();
        session.Db2($"RESET DB CFG FOR {name}").Ok();
        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("13", configuration.Row("LOGPRIMARY"));
        Assert.Equal("ON", configuration.Row("AUTORESTART"));
        Assert.Equal("16384", configuration.Row("Database page size"));
    }

    [Fact]
    public void The_configuration_survives_the_instance()
    {
        using var session = sandbox.Session();
        var name = fixture.NewDatabase(session);
        session.Db2($"UPDATE DB CFG FOR {name} USING NUM_DB_BACKUPS 3 REC_HIS_RETENTN -1 AUTO_DEL_REC_OBJ ON TRACKMOD YES").Ok();
        sandbox.KillEngine();
        sandbox.Start();
        var configuration = session.Db2($"GET DB CFG FOR {name}").Ok();
        Assert.Equal("3", configuration.Row("NUM_DB_BACKUPS"));
        Assert.Equal("-1", configuration.Row("REC_HIS_RETENTN"));
        Assert.Equal("ON", configuration.Row("AUTO_DEL_REC_OBJ"));
        Assert.Equal("YES", configuration.Row("TRACKMOD"));
    }

    private static string[] Detail(Db2Session session, string keyword)
    {
        var line = session.Db2("GET DB CFG SHOW DETAIL").Ok().Lines.Single(l => l.Contains(keyword, StringComparison.Ordinal));
        return line[(line.IndexOf(" = ", StringComparison.Ordinal) + 3)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
