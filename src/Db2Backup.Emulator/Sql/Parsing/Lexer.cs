using System.Text;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>Splits a statement into tokens.</summary>
internal sealed class Lexer(string text)
{
    private int position;

    public static List<Token> Split(string text) => new Lexer(text).Split();

    private List<Token> Split()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlanksAndComments();
            if (position >= text.Length) break;
            tokens.Add(Next());
        }
        tokens.Add(new Token(TokenKind.End, "END-OF-STATEMENT", text.Length, text.Length));
        return tokens;
    }

    private char Ahead(int n) => position + n < text.Length ? text[position + n] : '\0';

    private void SkipBlanksAndComments()
    {
        while (position < text.Length)
        {
            if (char.IsWhiteSpace(text[position])) position++;
            else if (text[position] == '-' && Ahead(1) == '-')
                while (position < text.Length && text[position] != '\n') position++;
            else if (text[position] == '/' && Ahead(1) == '*')
            {
                var end = text.IndexOf("*/", position + 2, StringComparison.Ordinal);
                position = end < 0 ? text.Length : end + 2;
            }
            else return;
        }
    }

    private Token Next()
    {
        var start = position;
        var c = text[position];
        if (c == '\'') return new Token(TokenKind.Text, Quoted('\''), start, position);
        if (c == '"') return new Token(TokenKind.DelimitedName, Quoted('"'), start, position);
        if (c is 'x' or 'X' && Ahead(1) == '\'')
        {
            position++;
            return new Token(TokenKind.HexText, Quoted('\''), start, position);
        }
        if (char.IsLetter(c) || c is '_' or '#' or '@' or '$')
        {
            while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] is '_' or '#' or '@' or '$')) position++;
            return new Token(TokenKind.Word, text[start..position].ToUpperInvariant(), start, position);
        }
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Ahead(1)))) return Number();
        if (c == '?')
        {
            position++;
            return new Token(TokenKind.Marker, "?", start, position);
        }
        return Symbol();
    }

    private Token Number()
    {
        var start = position;
        var kind = TokenKind.Integer;
        while (char.IsAsciiDigit(Ahead(0))) position++;
        if (Ahead(0) == '.')
        {
            kind = TokenKind.Decimal;
            position++;
            while (char.IsAsciiDigit(Ahead(0))) position++;
        }
        if (Ahead(0) is 'e' or 'E' && (char.IsAsciiDigit(Ahead(1)) || (Ahead(1) is '+' or '-' && char.IsAsciiDigit(Ahead(2)))))
        {
            kind = TokenKind.Float;
            position += 2;
            while (char.IsAsciiDigit(Ahead(0))) position++;
        }
        // 10M and 4K are a number and a unit.
        var isUnit = Ahead(0) is 'k' or 'K' or 'm' or 'M' or 'g' or 'G' && !char.IsLetterOrDigit(Ahead(1)) && Ahead(1) != '_';
        if (!isUnit && (char.IsLetter(Ahead(0)) || Ahead(0) == '_'))
        {
            while (char.IsLetterOrDigit(Ahead(0)) || Ahead(0) == '_') position++;
            throw new Db2Exception("SQL0103N", text[start..position]);
        }
        return new Token(kind, text[start..position], start, position);
    }

    private Token Symbol()
    {
        var start = position;
        var two = position + 1 < text.Length ? text.AsSpan(position, 2) : default;
        if (two is "<>" or "<=" or ">=" or "!=" or "||" or "^=" or "¬=" or "=>")
        {
            position += 2;
            var symbol = two is "!=" or "^=" or "¬=" ? "<>" : text[start..position];
            return new Token(TokenKind.Symbol, symbol, start, position);
        }
        if (!"()+-*/,.=<>;:%[]".Contains(text[position]))
            throw new Db2Exception("SQL0007N", text[position], Before(text, start));
        position++;
        return new Token(TokenKind.Symbol, text[start..position], start, position);
    }

    private string Quoted(char quote)
    {
        var start = position++;
        var value = new StringBuilder();
        while (true)
        {
            if (position >= text.Length) throw new Db2Exception("SQL0010N", text[start..]);
            if (text[position] != quote) value.Append(text[position++]);
            else if (Ahead(1) == quote)
            {
                value.Append(quote);
                position += 2;
            }
            else
            {
                position++;
                return value.ToString();
            }
        }
    }

    /// <summary>The end of what precedes, as messages quote it.</summary>
    public static string Before(string text, int position)
    {
        var before = text[..position].TrimEnd();
        return before.Length == 0 ? "BEGIN-OF-STATEMENT" : before.Length <= 20 ? before : before[^20..].TrimStart();
    }
}
