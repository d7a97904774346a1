using System.Globalization;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// Reads a command word by word. Words are folded to upper case for comparison; text in quotes is one word and keeps its
/// case; <c>( ) , =</c> are words of their own. Every complaint is SQL0104N, as in Db2.
/// </summary>
internal sealed class CommandReader
{
    private readonly List<Word> words;
    private int position;

    public CommandReader(string text) => words = Split(text);

    /// <param name="Raw">As typed, quotes removed.</param>
    /// <param name="Upper">Folded to upper case, for keywords and names; empty for quoted text.</param>
    private readonly record struct Word(string Raw, string Upper, bool Quoted);

    public bool AtEnd => position >= words.Count;

    /// <summary>The next word in upper case without taking it; empty at the end or when it is quoted.</summary>
    public string Peek(int ahead = 0) => position + ahead < words.Count ? words[position + ahead].Upper : "";

    /// <summary>Takes the keywords if all of them come next, in order.</summary>
    public bool Accept(params string[] keywords)
    {
        for (var i = 0; i < keywords.Length; i++)
            if (Peek(i) != keywords[i]) return false;
        position += keywords.Length;
        return true;
    }

    /// <summary>Takes the next word if it is one of these.</summary>
    public bool AcceptAny(params string[] keywords)
    {
        if (AtEnd || !keywords.Contains(Peek())) return false;
        position++;
        return true;
    }

    public void Expect(params string[] keywords)
    {
        foreach (var keyword in keywords)
            if (!Accept(keyword)) throw Unexpected(keyword);
    }

    /// <summary>The name or alias of a database: folded to upper case also when it is quoted. [clp.md, 7. Quoting]</summary>
    public string Alias(string what) => Name(what).ToUpperInvariant();

    /// <summary>A name: user, table space, schema. Folded to upper case unless quoted.</summary>
    public string Name(string what = "identifier")
    {
        if (AtEnd || Peek() is "(" or ")" or "," or "=") throw Unexpected(what);
        var word = words[position++];
        return word.Quoted ? word.Raw : word.Upper;
    }

    /// <summary>A name with or without a schema: <c>t</c>, <c>s.t</c>, <c>"s"."t"</c>. Parts in quotes keep their case.</summary>
    public (string? Schema, string Name) QualifiedName(string what)
    {
        var quoted = !AtEnd && words[position].Quoted;
        var first = Name(what);
        var dot = quoted ? -1 : first.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && dot < first.Length - 1) return (first[..dot], first[(dot + 1)..]);
        if (dot == first.Length - 1 && dot > 0) return (first[..dot], Name(what));
        if (dot >= 0) throw Unexpected(what);
        if (!quoted || !Peek().StartsWith('.')) return (null, first);
        var rest = Name(what)[1..];
        return (first, rest.Length > 0 ? rest : Name(what));
    }

    /// <summary>A word as typed: a path, a value, a password.</summary>
    public string Value(string what = "value")
    {
        if (AtEnd || (!words[position].Quoted && Peek() is "(" or ")" or "," or "=")) throw Unexpected(what);
        return words[position++].Raw;
    }

    public int Number(string what = "number")
    {
        var start = position;
        if (int.TryParse(Value(what), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        position = start;
        throw Unexpected(what);
    }

    /// <summary>One or more values separated by commas.</summary>
    public List<string> Values(string what = "value")
    {
        var values = new List<string> { Value(what) };
        while (Accept(",")) values.Add(Value(what));
        return values;
    }

    /// <summary>Nothing may follow.</summary>
    public void End()
    {
        if (!AtEnd) throw Unexpected("END-OF-STATEMENT");
    }

    public Db2Exception Unexpected(string expected) => new("SQL0104N",
        AtEnd ? "END-OF-STATEMENT" : words[position].Raw,
        position == 0 ? "BEGIN-OF-STATEMENT" : words[position - 1].Raw,
        expected);

    // schema."Mixed case": what is quoted after a point is a word of its own.
    private static bool IsQuotedName(string text, int i) => text[i] == '"' && i > 0 && text[i - 1] == '.';

    private static List<Word> Split(string text)
    {
        var words = new List<Word>();
        var i = 0;
        while (i < text.Length)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c)) { i++; continue; }
            if (c is '(' or ')' or ',' or '=')
            {
                words.Add(new Word(c.ToString(), c.ToString(), false));
                i++;
            }
            else if (c is '\'' or '"')
            {
                var end = text.IndexOf(c, i + 1);
                if (end < 0) throw new Db2Exception("SQL0010N", text[i..]);
                words.Add(new Word(text[(i + 1)..end], "", true));
                i = end + 1;
            }
            else
            {
                var start = i;
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('(' or ')' or ',' or '=') && !IsQuotedName(text, i)) i++;
                var raw = text[start..i];
                words.Add(new Word(raw, raw.ToUpperInvariant(), false));
            }
        }
        return words;
    }
}
