using System.Text;

namespace Db2Backup.Emulator.Messages;

/// <summary>Prints a message the way the CLP does: id, two blanks, text wrapped at 79 columns, SQLSTATE.</summary>
internal static class MessageText
{
    private const int Width = 79;

    public static string Render(Message message)
    {
        var text = $"{message.Id}  {message.Text}";
        if (message.SqlState.Length > 0) text += $"  SQLSTATE={message.SqlState}";
        return Wrap(text);
    }

    /// <summary>Each wrapped line ends with a blank; continuation lines start in column 1.</summary>
    public static string Wrap(string text)
    {
        var output = new StringBuilder();
        foreach (var paragraph in text.Split('\n'))
        {
            if (output.Length > 0) output.Append('\n');
            var rest = paragraph.AsSpan();
            while (rest.Length > Width)
            {
                var cut = rest[..Width].LastIndexOf(' ');
                if (cut <= 0) break;
                output.Append(rest[..(cut + 1)]).Append('\n');
                rest = rest[(cut + 1)..].TrimStart(' ');
            }
            output.Append(rest);
        }
        return output.ToString();
    }
}
