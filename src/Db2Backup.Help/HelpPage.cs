using System.Text.RegularExpressions;

namespace Db2Backup.Help;

/// <summary>A parameter as its page tells it.</summary>
/// <param name="Position">From 0; null for one that is named.</param>
/// <param name="Pipeline">False, True (ByValue), True (ByPropertyName) or True (ByValue, ByPropertyName), as Get-Help says it.</param>
internal sealed record HelpParameter(string Name, string Type, bool Required, int? Position, string Pipeline, string Alias, string Text)
{
    public bool IsSwitch => Type == "SwitchParameter";
}

/// <summary>One parameter in one line of the syntax.</summary>
internal sealed record SyntaxParameter(string Name, bool Required);

/// <param name="Code">What is typed.</param>
/// <param name="Remark">What it does; may be empty.</param>
internal sealed record HelpExample(string Code, string Remark);

/// <summary>A page of docs/en-US. Everything that Get-Help shows stands in it; what cannot be read is an error of the build.</summary>
internal sealed partial record HelpPage(string Name)
{
    public required string Synopsis { get; init; }
    public required IReadOnlyList<IReadOnlyList<SyntaxParameter>> Syntax { get; init; }
    public required IReadOnlyList<string> Description { get; init; }
    public required IReadOnlyList<HelpExample> Examples { get; init; }
    public required IReadOnlyList<HelpParameter> Parameters { get; init; }
    public required IReadOnlyList<string> Outputs { get; init; }
    public required IReadOnlyList<string> Errors { get; init; }

    /// <param name="file">For messages.</param>
    /// <exception cref="FormatException">A section is missing, or a line in it has another form.</exception>
    public static HelpPage Parse(string text, string file)
    {
        var sections = Sections(text, file);
        var parameters = Paragraphs(Section("PARAMETERS", optional: true)).Select(p => Parameter(p, file)).ToList();
        var syntax = SyntaxLines(Section("SYNTAX")).Select(Words).ToList();
        if (syntax.Any(line => line.Any(p => p.Name is "WhatIf"))) parameters.AddRange(Risk);
        return new HelpPage(Path.GetFileNameWithoutExtension(file))
        {
            Synopsis = string.Join(' ', Paragraphs(Section("SYNOPSIS"))),
            Syntax = syntax,
            Description = Paragraphs(Section("DESCRIPTION")),
            Examples = ExamplesOf(Section("EXAMPLES"), file),
            Parameters = parameters,
            Outputs = Backticked().Matches(Section("OUTPUTS")).Select(m => m.Groups[1].Value).ToList(),
            Errors = Paragraphs(Section("ERRORS")),
        };

        string Section(string heading, bool optional = false) => sections.TryGetValue(heading, out var found) ? found
            : optional ? "" : throw new FormatException($"{file}: there is no section {heading}");
    }

    // What SupportsShouldProcess adds; no page repeats it.
    private static IEnumerable<HelpParameter> Risk =>
    [
        new("WhatIf", "SwitchParameter", false, null, "False", "wi", "Shows what would happen. Nothing is changed."),
        new("Confirm", "SwitchParameter", false, null, "False", "cf", "Asks before anything is changed."),
    ];

    private static Dictionary<string, string> Sections(string text, string file)
    {
        var title = "# " + Path.GetFileNameWithoutExtension(file) + "\n";
        if (!text.StartsWith(title, StringComparison.Ordinal)) throw new FormatException($"{file}: the title is not the cmdlet's name");
        return Heading().Split(text).Skip(1).Chunk(2).ToDictionary(c => c[0], c => c[1].Trim('\n'), StringComparer.Ordinal);
    }

    private static List<string> Paragraphs(string text) =>
        text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(p => Plain(p.Trim('\n').Replace('\n', ' '))).ToList();

    /// <summary>A console shows no markup: links and emphasis become their text.</summary>
    private static string Plain(string text) => Link().Replace(text, "$1").Replace("`", "", StringComparison.Ordinal);

    private static IEnumerable<string> SyntaxLines(string section) =>
        section.Trim('`', '\n').Replace("\n    ", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static List<SyntaxParameter> Words(string line) =>
        SyntaxWord().Matches(SyntaxType().Replace(line, "<>")).Select(m => m.Groups["optional"] is { Success: true } o ? new SyntaxParameter(o.Value, Required: false) : new SyntaxParameter(m.Groups["required"].Value, Required: true)).ToList();

    private static HelpParameter Parameter(string paragraph, string file)
    {
        var match = ParameterHead().Match(paragraph);
        if (!match.Success) throw new FormatException($"{file}: this is no parameter: {paragraph}");
        var words = match.Groups["words"].Value.Split(", ");
        var ways = words.Where(w => w.StartsWith("pipeline by ", StringComparison.Ordinal)).Select(w => w == "pipeline by value" ? "ByValue" : "ByPropertyName").ToList();
        return new HelpParameter(
            match.Groups["name"].Value, words[0], words.Contains("required"),
            words.FirstOrDefault(w => w.StartsWith("position ", StringComparison.Ordinal)) is { } position ? int.Parse(position["position ".Length..], null) : null,
            ways.Count == 0 ? "False" : $"True ({string.Join(", ", ways)})",
            string.Join(", ", words.Where(w => w.StartsWith("alias -", StringComparison.Ordinal)).Select(w => w["alias -".Length..])),
            match.Groups["text"].Value);
    }

    private static List<HelpExample> ExamplesOf(string section, string file)
    {
        // Text, code, text, code …: the text before a piece of code says what it does.
        var found = section.Split("```").Chunk(2).Where(c => c.Length == 2)
            .Select(c => new HelpExample(c[1][(c[1].IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd('\n'), Plain(c[0].Trim('\n').Replace('\n', ' ')))).ToList();
        return found.Count > 0 ? found : throw new FormatException($"{file}: there is no example");
    }

    [GeneratedRegex(@"^## ([A-Z]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    // A type may have brackets of its own: <string[]>.
    [GeneratedRegex(@"<[^>]+>")]
    private static partial Regex SyntaxType();

    // [[-Path] <>]   [-Database] <>   [-Force]   [-Strategy <>]   -Backup <>   -EndOfLogs
    [GeneratedRegex(@"\[\[-(?<optional>\w+)\] <>\]|\[-(?<required>\w+)\] <>|\[-(?<optional>\w+)(?: <>)?\]|(?<=\s)-(?<required>\w+)(?: <>)?")]
    private static partial Regex SyntaxWord();

    [GeneratedRegex(@"^\*\*-(?<name>\w+)\*\* \((?<words>[^)]+)\): (?<text>.+)$")]
    private static partial Regex ParameterHead();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backticked();
}
