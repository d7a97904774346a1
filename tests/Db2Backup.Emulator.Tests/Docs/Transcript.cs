using System.Text;

namespace Db2Backup.Emulator.Tests.Docs;

/// <summary>A command line of a transcript and what was printed after it.</summary>
internal sealed record TypedCommand(int Line, string Command, string Output);

/// <summary>The console blocks of a Markdown file: lines that begin with <c>$ </c> were typed, the others printed.</summary>
internal static class Transcript
{
    public const string Fence = "```console";

    public static IReadOnlyList<TypedCommand> Read(IReadOnlyList<string> lines)
    {
        var commands = new List<TypedCommand>();
        var inside = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                inside = lines[i] == Fence;
                continue;
            }
            if (!inside || !lines[i].StartsWith("$ ", StringComparison.Ordinal)) continue;
            var output = new List<string>();
            for (var j = i + 1; j < lines.Count && !lines[j].StartsWith("$ ", StringComparison.Ordinal) && !lines[j].StartsWith("```", StringComparison.Ordinal); j++)
                output.Add(lines[j]);
            commands.Add(new TypedCommand(i, lines[i][2..], string.Join('\n', output)));
        }
        return commands;
    }

    /// <summary>The same file with other commands and outputs.</summary>
    public static string Write(IReadOnlyList<string> lines, IReadOnlyList<TypedCommand> commands)
    {
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (next < commands.Count && commands[next].Line == i)
            {
                text.Append("$ ").Append(commands[next].Command).Append('\n');
                if (commands[next].Output.Length > 0) text.Append(commands[next].Output.TrimEnd('\n')).Append('\n');
                next++;
                while (i + 1 < lines.Count && !lines[i + 1].StartsWith("$ ", StringComparison.Ordinal) && !lines[i + 1].StartsWith("```", StringComparison.Ordinal)) i++;
                continue;
            }
            text.Append(lines[i]).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A command line as the shell splits it; only double and single quotes are understood.</summary>
    public static IReadOnlyList<string> Words(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        foreach (var c in command + " ")
        {
            if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (c == quote) quote = '\0';
            else if (c == ' ' && quote == '\0')
            {
                if (word.Length > 0) words.Add(word.ToString());
                word.Clear();
            }
            else word.Append(c);
        }
        return words;
    }
}
