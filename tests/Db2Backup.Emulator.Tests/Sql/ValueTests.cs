using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Values;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Tests.Sql;

/// <summary>The pure parts of SQL: tokens, conversions, patterns.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("SELECT 'it''s' -- end", "SELECT|it's")]
    [InlineData("x.\"Y z\"<>1.5E3||X'0A'", "X|.|Y z|<>|1.5E3||||0A")]
    [InlineData("10M 4k 1.5 .5 a_1$ /* b */ c", "10|M|4|K|1.5|.5|A_1$|C")]
    public void A_statement_is_split_into(string text, string tokens) =>
        Assert.Equal(tokens, string.Join('|', Lexer.Split(text).SkipLast(1).Select(t => t.Text)));

    [Theory]
    [InlineData("2024-01-31-12.13.14.123456", "2024-01-31-12.13.14.123456")]
    [InlineData("2024-01-31 12:13:14", "2024-01-31-12.13.14.000000")]
    [InlineData("2024-01-31T12:13:14.5", "2024-01-31-12.13.14.500000")]
    [InlineData("20240131121314", "2024-01-31-12.13.14.000000")]
    [InlineData("01/31/2024", "2024-01-31-00.00.00.000000")]
    public void A_timestamp_may_be_written(string text, string normalized) =>
        Assert.Equal(normalized, DateTimes.Normalize(text, Db2Type.Timestamp));

    [Theory]
    [InlineData("2024-13-01", "SQL0181N")]
    [InlineData("31/01/2024", "SQL0181N")]
    [InlineData("now", "SQL0180N")]
    [InlineData("2024-01-31-12.13.14,5", "SQL0180N")]
    public void A_date_that_is_none_is_refused(string text, string id) =>
        Assert.Equal(id, Assert.Throws<Db2Exception>(() => DateTimes.Normalize(text, Db2Type.Timestamp)).Db2Message.Id);

    [Theory]
    [InlineData("12.999", 5, 2, "12.99")]
    [InlineData("-0.001", 5, 2, "0.00")]
    [InlineData("999", 5, 2, "999.00")]
    public void A_decimal_is_cut_off_at_its_scale(string value, int precision, int scale, string text) =>
        Assert.Equal(text, Decimals.Format(Decimals.Parse(value), Db2Type.Decimal(precision, scale)));

    [Fact]
    public void A_decimal_that_does_not_fit_is_refused() =>
        Assert.Equal("SQL0413N", Assert.Throws<Db2Exception>(() => Decimals.Format(1000m, Db2Type.Decimal(5, 2))).Db2Message.Id);

    [Theory]
    [InlineData("abc", "a%", true)]
    [InlineData("abc", "%c", true)]
    [InlineData("abc", "a_c", true)]
    [InlineData("abc", "A%", false)]
    [InlineData("abc", "ab", false)]
    [InlineData("a%c", "a+%c", true)]
    [InlineData("abc", "a+%c", false)]
    public void LIKE(string text, string pattern, bool matches) => Assert.Equal(matches, LikePattern.Matches(text, pattern, "+"));

    [Fact]
    public void Characters_are_counted_in_bytes_and_blanks_at_the_end_may_go()
    {
        Assert.Equal("abc", ValueConverter.Convert("abc   ", Db2Type.VarChar(6), Db2Type.VarChar(3), "C"));
        Assert.Equal("ü ", ValueConverter.Convert("ü", Db2Type.VarChar(2), Db2Type.Char(3), "C"));
        Assert.Equal("SQL0433N", Assert.Throws<Db2Exception>(() => ValueConverter.Convert("üü", Db2Type.VarChar(4), Db2Type.VarChar(3), "C")).Db2Message.Id);
        Assert.Equal("ü", ValueConverter.Convert("üü", Db2Type.VarChar(4), Db2Type.VarChar(3), null));
    }

    [Fact]
    public void Index_keys_and_table_spaces_come_back_from_their_text()
    {
        IndexKey[] keys = [new(0, false), new(12, true), new(3, false)];
        Assert.Equal("+0-12+3", IndexDefinition.Format(keys));
        Assert.Equal(keys, IndexDefinition.Parse("+0-12+3"));
        var space = new TableSpace(7, "TS7", "LARGE", "DMS", 8192, "/x/y", false) { FixedPages = 100, ExtentSize = 4 };
        Assert.Equal(space, LoggedChange.TableSpaceOf(LoggedChange.Create(space)));
    }
}
