using Db2Backup.Emulator.Clp;

namespace Db2Backup.Emulator.Tests.Clp;

/// <summary>Statements must come out the same however the input is cut into pieces.</summary>
public sealed class StatementReaderTests
{
    private const string Input = "-- first\nVALUES 'a;\nb';\n\n  ECHO x; -- said\nECHO 'it''s';\r\nlast";

    [Fact]
    public void The_pieces_of_the_input_make_no_difference()
    {
        var whole = Statements(Input, Input.Length);
        Assert.Equal(["VALUES 'a; b'", "  ECHO x", "ECHO 'it''s'"], whole);
        for (var size = 1; size < Input.Length; size++) Assert.Equal(whole, Statements(Input, size));
    }

    private static List<string> Statements(string input, int size)
    {
        var position = 0;
        var reader = new StatementReader(() =>
        {
            var piece = input.Substring(position, Math.Min(size, input.Length - position));
            position += piece.Length;
            return piece;
        });
        var options = new CommandOptions();
        options.Set('t', true);
        var statements = new List<string>();
        while (reader.Next(options, _ => { }) is { } statement) statements.Add(statement);
        Assert.True(reader.EndedInside);
        return statements;
    }
}
