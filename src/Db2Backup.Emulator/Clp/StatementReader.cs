using System.Text;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// Cuts input into statements: one per line, or, with -t, up to a line that ends with the terminator outside quotes.
/// Without -t a backslash at the end of a line continues the statement. A line that begins with <c>--</c> is a comment.
/// [clp.md, 3. Options]
/// </summary>
/// <param name="more">The next piece of the input; empty at its end.</param>
internal sealed class StatementReader(Func<string> more)
{
    private string waiting = "";
    private int position;
    private bool inputEnded;

    /// <summary>The input ended in the middle of a statement.</summary>
    public bool EndedInside { get; private set; }

    /// <param name="prompt">Called before each line is read; true for the first line of a statement.</param>
    /// <returns>The next statement, without its terminator; empty for a blank line; null at the end.</returns>
    public string? Next(CommandOptions options, Action<bool> prompt)
    {
        var statement = new StringBuilder();
        var quote = '\0';
        var begun = false;
        while (true)
        {
            prompt(!begun);
            if (Line() is not { } line)
            {
                EndedInside = begun && options['t'];
                return begun && !options['t'] ? statement.ToString() : null;
            }
            if (quote == '\0' && line.AsSpan().TrimStart().StartsWith("--"))
            {
                if (!begun && !options['t']) return "";
                continue;
            }
            var quotedBefore = quote != '\0';
            var text = Scan(line, options['t'], ref quote);
            if (begun) statement.Append(Joint(options, quotedBefore));
            if (!options['t'])
            {
                if (text.EndsWith('\\'))
                {
                    statement.Append(text, 0, text.Length - 1);
                    begun = true;
                    continue;
                }
                return statement.Append(text).ToString();
            }
            var end = text.TrimEnd();
            if (quote == '\0' && end.EndsWith(options.Terminator)) return statement.Append(end, 0, end.Length - 1).ToString();
            if (!begun && end.Length == 0) continue;
            statement.Append(text);
            begun = true;
        }
    }

    /// <summary>What a line break inside a statement becomes: a blank, or nothing inside a token with -n, or itself with -q.</summary>
    private static string Joint(CommandOptions options, bool insideQuotes)
    {
        if (insideQuotes && options['q']) return "\n";
        return insideQuotes && options['n'] ? "" : " ";
    }

    /// <summary>Follows the quotes through a line and, in a statement that spans lines, drops a comment at its end.</summary>
    private static string Scan(string line, bool dropComment, ref char quote)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
            }
            else if (c is '\'' or '"') quote = c;
            else if (dropComment && c == '-' && i > 0 && char.IsWhiteSpace(line[i - 1]) && i + 1 < line.Length && line[i + 1] == '-') return line[..i];
        }
        return line;
    }

    private string? Line()
    {
        while (true)
        {
            var end = waiting.IndexOf('\n', position);
            if (end >= 0)
            {
                var line = waiting[position..end].TrimEnd('\r');
                position = end + 1;
                return line;
            }
            var piece = inputEnded ? "" : more();
            waiting = waiting[position..] + piece;
            position = 0;
            if (piece.Length > 0) continue;
            inputEnded = true;
            if (waiting.Length == 0) return null;
            position = waiting.Length;
            return waiting;
        }
    }
}
