using System.Text;

namespace Db2Backup.Emulator.Clp;

/// <summary>The options of the CLP as they stand. [clp.md, 3. Options]</summary>
internal sealed class CommandOptions
{
    /// <summary>Every option with what LIST COMMAND OPTIONS says about it.</summary>
    public static readonly IReadOnlyList<(char Letter, string Description)> Known =
    [
        ('a', "Display SQLCA"),
        ('b', "Auto-Bind"),
        ('c', "Auto-Commit"),
        ('d', "Retrieve and display XML declarations"),
        ('e', "Display SQLCODE/SQLSTATE"),
        ('f', "Read from input file"),
        ('i', "Display XML data with indentation"),
        ('l', "Log commands in history file"),
        ('m', "Display the number of rows affected"),
        ('n', "Remove new line character"),
        ('o', "Display output"),
        ('p', "Display interactive input prompt"),
        ('q', "Preserve whitespaces & linefeeds"),
        ('r', "Save output to report file"),
        ('s', "Stop execution on command error"),
        ('t', "Set statement termination character"),
        ('v', "Echo current command"),
        ('w', "Display FETCH/SELECT warning messages"),
        ('x', "Suppress printing of column headings"),
        ('z', "Save all output to output file"),
    ];

    private const string OnAtFirst = "bcopw";
    private const string TakesFile = "flrz";

    private readonly bool[] on = new bool[26];
    private readonly string?[] values = new string?[26];

    public CommandOptions()
    {
        foreach (var letter in OnAtFirst) on[letter - 'a'] = true;
    }

    public bool this[char letter] => on[letter - 'a'];

    /// <summary>The file of -f, -l, -r or -z.</summary>
    public string? File(char letter) => on[letter - 'a'] ? values[letter - 'a'] : null;

    public char Terminator => values['t' - 'a'] is { Length: > 0 } text ? text[0] : ';';

    /// <summary>'c' or 's' while -e is on.</summary>
    public char EchoCode => values['e' - 'a'] is { Length: > 0 } text ? text[0] : 'c';

    public CommandOptions Copy()
    {
        var copy = new CommandOptions();
        on.CopyTo(copy.on, 0);
        values.CopyTo(copy.values, 0);
        return copy;
    }

    public static bool IsKnown(char letter) => Known.Any(option => option.Letter == letter);

    public void Set(char letter, bool isOn, string? value = null)
    {
        on[letter - 'a'] = isOn;
        values[letter - 'a'] = value;
    }

    /// <summary>
    /// Takes the options at the beginning of the arguments: <c>-x</c> on, <c>+x</c> or <c>-x-</c> off, combined as in
    /// <c>-tvf file</c>.
    /// </summary>
    /// <param name="next">The first argument that is no option.</param>
    /// <returns>The argument that is not understood, or null.</returns>
    public string? Take(IReadOnlyList<string> arguments, out int next)
    {
        next = 0;
        while (next < arguments.Count && arguments[next] is [('-' or '+'), _, ..] argument)
        {
            next++;
            if (!TakeOne(argument, arguments, ref next)) return argument;
        }
        return null;
    }

    private bool TakeOne(string argument, IReadOnlyList<string> arguments, ref int next)
    {
        var isOn = argument[0] == '-';
        for (var i = 1; i < argument.Length; i++)
        {
            var letter = char.ToLowerInvariant(argument[i]);
            if (!char.IsAsciiLetterLower(letter) || !IsKnown(letter)) return false;
            var rest = argument[(i + 1)..];
            if (rest.StartsWith('-'))
            {
                if (!isOn) return false;
                Set(letter, false);
                i++;
                continue;
            }
            if (!isOn)
            {
                Set(letter, false);
            }
            else if (TakesFile.Contains(letter))
            {
                var file = rest.Length > 0 ? rest : next < arguments.Count ? arguments[next++] : null;
                if (file is null) return false;
                Set(letter, true, file);
                return true;
            }
            else if (letter == 't')
            {
                // -td@ : the character after d ends statements.
                if (rest is ['d' or 'D', not '-', ..])
                {
                    Set('t', true, rest[1].ToString());
                    i += 2;
                }
                else
                {
                    Set('t', true);
                }
            }
            else if (letter == 'e')
            {
                if (rest is not [('c' or 's' or 'C' or 'S'), ..]) return false;
                Set('e', true, char.ToLowerInvariant(rest[0]).ToString());
                i++;
            }
            else
            {
                Set(letter, true);
            }
        }
        return true;
    }

    /// <summary>The words of DB2OPTIONS; a value with blanks stands in quotes.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in text)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '"' or '\'') quote = c;
            else if (!char.IsWhiteSpace(c)) word.Append(c);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }
}
