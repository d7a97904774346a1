using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>Walks over the tokens of a statement. What does not fit is SQL0104N.</summary>
internal abstract class TokenReader(string text)
{
    private readonly List<Token> tokens = Lexer.Split(text);

    protected string Text { get; } = text;
    protected int Position { get; set; }
    protected Token Current => tokens[Position];

    protected Token Ahead(int n) => tokens[Math.Min(Position + n, tokens.Count - 1)];

    protected Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End) Position++;
        return token;
    }

    protected bool IsNext(string word) => Current.IsWord(word);

    protected bool Accept(string word)
    {
        if (!Current.IsWord(word)) return false;
        Position++;
        return true;
    }

    /// <summary>Takes the words if all of them come next.</summary>
    protected bool Accept(params string[] words)
    {
        for (var i = 0; i < words.Length; i++)
            if (!Ahead(i).IsWord(words[i])) return false;
        Position += words.Length;
        return true;
    }

    protected bool AcceptSymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol)) return false;
        Position++;
        return true;
    }

    protected void Expect(params string[] words)
    {
        foreach (var word in words)
            if (!Accept(word)) throw Unexpected(word);
    }

    protected void ExpectSymbol(string symbol)
    {
        if (!AcceptSymbol(symbol)) throw Unexpected(symbol);
    }

    protected string Name(string what = "<identifier>")
    {
        if (!Current.IsName) throw Unexpected(what);
        return Take().Text;
    }

    /// <summary>schema.name or name.</summary>
    protected ObjectName QualifiedName(string what = "<identifier>")
    {
        var first = Name(what);
        return AcceptSymbol(".") ? new ObjectName(first, Name(what)) : new ObjectName(null, first);
    }

    protected long Number(string what = "<integer>")
    {
        var negative = AcceptSymbol("-");
        if (!negative) AcceptSymbol("+");
        if (Current.Kind != TokenKind.Integer || !long.TryParse(Current.Text, out var number)) throw Unexpected(what);
        Position++;
        return negative ? -number : number;
    }

    protected string TextConstant(string what = "<character-string-constant>")
    {
        if (Current.Kind != TokenKind.Text) throw Unexpected(what);
        return Take().Text;
    }

    protected List<T> CommaList<T>(Func<T> item)
    {
        var list = new List<T> { item() };
        while (AcceptSymbol(",")) list.Add(item());
        return list;
    }

    /// <summary>( item, item … )</summary>
    protected List<T> Bracketed<T>(Func<T> item)
    {
        ExpectSymbol("(");
        var list = CommaList(item);
        ExpectSymbol(")");
        return list;
    }

    protected void End()
    {
        if (Current.Kind != TokenKind.End) throw Unexpected("END-OF-STATEMENT");
    }

    protected Db2Exception Unexpected(string expected) => new("SQL0104N",
        Current.Kind == TokenKind.End ? Current.Text : Text[Current.Start..Current.End], Lexer.Before(Text, Current.Start), expected);

    /// <summary>The statement's text from a token to the one before the current.</summary>
    protected string Source(int fromPosition) => Text[tokens[fromPosition].Start..tokens[Math.Max(fromPosition, Position - 1)].End];
}

/// <param name="Schema">Null: not qualified.</param>
internal sealed record ObjectName(string? Schema, string Name)
{
    public override string ToString() => Schema is null ? Name : Schema + "." + Name;
}
