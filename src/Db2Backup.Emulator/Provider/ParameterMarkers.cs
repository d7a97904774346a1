using System.Text;

namespace Db2Backup.Emulator.Provider;

/// <summary>Turns named markers (@name) into Db2's own (?), and puts the parameters in the order of the markers.</summary>
internal static class ParameterMarkers
{
    /// <returns>The text for the engine and the parameters in order; a name used twice is there twice.</returns>
    public static (string Text, List<EmulatorDb2Parameter> Parameters) Resolve(string text, EmulatorDb2ParameterCollection parameters)
    {
        var resolved = new StringBuilder(text.Length);
        var ordered = new List<EmulatorDb2Parameter>();
        var position = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var skipped = c switch
            {
                '\'' or '"' => text.IndexOf(c, i + 1),
                '-' when i + 1 < text.Length && text[i + 1] == '-' => text.IndexOf('\n', i),
                _ => i,
            };
            if (skipped != i)
            {
                // A literal, a name in quotes or a comment: no markers in there.
                var end = skipped < 0 ? text.Length : skipped + 1;
                resolved.Append(text, i, end - i);
                i = end - 1;
            }
            else if (c == '?')
            {
                if (position >= parameters.Count && parameters.Count > 0) throw Mismatch(text);
                if (parameters.Count > 0) ordered.Add(parameters.InOrder[position++]);
                resolved.Append('?');
            }
            else if (c == '@' && i + 1 < text.Length && (char.IsLetter(text[i + 1]) || text[i + 1] == '_'))
            {
                var end = i + 1;
                while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_')) end++;
                var index = parameters.IndexOf(text[i..end]);
                if (index < 0) throw Mismatch(text);
                ordered.Add(parameters.InOrder[index]);
                resolved.Append('?');
                i = end - 1;
            }
            else
            {
                resolved.Append(c);
            }
        }
        return (resolved.ToString(), ordered);
    }

    private static EmulatorDb2Exception Mismatch(string text) => new(new Wire.SentMessage("SQL0313N"), fromServer: false) { Data = { ["Statement"] = text } };
}
