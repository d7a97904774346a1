namespace Db2Backup.Emulator.Sql.Parsing;

internal enum TokenKind { Word, DelimitedName, Text, HexText, Integer, Decimal, Float, Symbol, Marker, End }

/// <param name="Text">A word in upper case, a name or text without its quotes, a number or symbol as written.</param>
/// <param name="Start">Where it begins in the statement.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End)
{
    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
    public bool IsName => Kind is TokenKind.Word or TokenKind.DelimitedName;
}
