namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>How results are printed [clp.md, What output looks like].</summary>
public sealed class ResultTableTests(ClpFixture fixture) : IClassFixture<ClpFixture>
{
    [Fact]
    public void Rows_are_printed_under_headings_as_wide_as_the_type_needs()
    {
        using var session = fixture.Connected();
        Assert.Equal(
            "\nN           NAME        \n----------- ------------\n         -3 minus three \n          1 one         \n          2 -           \n\n  3 record(s) selected.\n\n",
            session.Db2("SELECT N, NAME FROM NUMBERS ORDER BY N").Ok().Output);
    }

    [Fact]
    public void Each_type_has_its_width_and_its_form()
    {
        using var session = fixture.Connected();
        session.Db2("CREATE TABLE TYPES (S SMALLINT, B BIGINT, D DECIMAL(7,2), F DOUBLE, C CHAR(3), DT DATE, TM TIME, TS TIMESTAMP)").Ok();
        session.Db2("INSERT INTO TYPES VALUES (7, 8000000000, -0.5, 1.5, 'ab', '2024-01-31', '12.34.56', '2024-01-31-12.34.56.123456')").Ok();
        var lines = session.Db2("SELECT * FROM TYPES").Ok().Lines;
        Assert.Equal("S      B                    D         F                        C   DT         TM       TS                        ", lines[1]);
        Assert.Equal("------ -------------------- --------- ------------------------ --- ---------- -------- --------------------------", lines[2]);
        // A date in the form of the territory (United States), as the CLP shows it.
        Assert.Equal("     7           8000000000     -0.50   +1.50000000000000E+000 ab  01/31/2024 12:34:56 2024-01-31-12.34.56.123456", lines[3]);
    }

    // [clp.md, 2.] 1: SELECT/FETCH returned no rows
    [Fact]
    public void An_empty_result_is_printed_and_gives_exit_code_1()
    {
        using var session = fixture.Connected();
        Assert.Equal("\nN          \n-----------\n\n  0 record(s) selected.\n\n", session.Db2("SELECT N FROM NOTHING").Exits(1).Output);
        session.Db2("DELETE FROM NOTHING").Exits(1).Says("SQL0100W");
    }

    [Fact]
    public void Data_only_prints_the_rows_and_nothing_else()
    {
        using var session = fixture.Connected();
        Assert.Equal("         -3\n          1\n          2\n", session.Db2("SELECT N FROM NUMBERS ORDER BY N", options: ["-x"]).Ok().Output);
        session.Db2("SELECT N FROM NO_SUCH_TABLE", options: ["-x"]).Refused("SQL0204N");
    }

    // [sql.md, GET_DBSIZE_INFO] CLP rendering
    [Fact]
    public void Output_parameters_of_a_call_are_printed_by_name()
    {
        using var session = fixture.Connected();
        var lines = session.Db2("CALL GET_DBSIZE_INFO(?, ?, ?, -1)").Ok().Lines;
        Assert.Equal(["", "  Value of output parameters", "  --------------------------", "  Parameter Name  : SNAPSHOTTIMESTAMP"], lines.Take(4));
        Assert.StartsWith("  Parameter Value : ", lines[4], StringComparison.Ordinal);
        Assert.Equal(["", "  Parameter Name  : DATABASESIZE"], lines.Skip(5).Take(2));
        Assert.Equal(["", "  Return Status = 0", "", ""], lines.Skip(11));
    }

    [Fact]
    public void Rows_touched_are_told_when_asked_for()
    {
        using var session = fixture.Connected();
        session.Db2("CREATE TABLE TOUCHED (N INTEGER)").Ok();
        Assert.Equal("  Number of rows affected : 2\nDB20000I  The SQL command completed successfully.\n",
            session.Db2("INSERT INTO TOUCHED VALUES (1), (2)", options: ["-m"]).Ok().Output);
    }

    [Fact]
    public void A_large_result_is_printed_whole()
    {
        using var session = fixture.Connected();
        session.Db2("CREATE TABLE MANY (N INTEGER)").Ok();
        session.Db2("INSERT INTO MANY VALUES " + string.Join(',', Enumerable.Range(1, 2500).Select(n => $"({n})"))).Ok();
        var lines = session.Db2("SELECT N FROM MANY ORDER BY N", options: ["-x"]).Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Enumerable.Range(1, 2500), lines.Select(line => int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
