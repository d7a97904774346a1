using System.Xml.Linq;

namespace Db2Backup.Help;

/// <summary>Pages as MAML, the form in which PowerShell's Get-Help reads the help of compiled cmdlets.</summary>
internal static class Maml
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static string Write(IEnumerable<HelpPage> pages)
    {
        var root = new XElement(Msh + "helpItems",
            new XAttribute("schema", "maml"),
            new XAttribute(XNamespace.Xmlns + "maml", Text), new XAttribute(XNamespace.Xmlns + "command", Command), new XAttribute(XNamespace.Xmlns + "dev", Dev),
            pages.Select(CommandOf));
        return new XDocument(root).ToString() + "\n";
    }

    private static XElement CommandOf(HelpPage page)
    {
        var hyphen = page.Name.IndexOf('-', StringComparison.Ordinal);
        return new XElement(Command + "command",
            new XElement(Command + "details",
                new XElement(Command + "name", page.Name),
                new XElement(Command + "verb", page.Name[..hyphen]),
                new XElement(Command + "noun", page.Name[(hyphen + 1)..]),
                new XElement(Text + "description", Paragraphs([page.Synopsis]))),
            new XElement(Text + "description", Paragraphs(page.Description)),
            new XElement(Command + "syntax", page.Syntax.Select(line => new XElement(Command + "syntaxItem",
                new XElement(Text + "name", page.Name), line.Select(word => Parameter(Find(page, word.Name), word.Required, inSyntax: true))))),
            new XElement(Command + "parameters", page.Parameters.Select(p => Parameter(p, p.Required, inSyntax: false))),
            new XElement(Command + "inputTypes", page.Parameters.Where(p => p.Pipeline != "False").Select(p => p.Type).Distinct().Select(t => Typed("inputType", t))),
            new XElement(Command + "returnValues", page.Outputs.Select(t => Typed("returnValue", t))),
            new XElement(Text + "alertSet", new XElement(Text + "alert", Paragraphs(page.Errors))),
            new XElement(Command + "examples", page.Examples.Select(Example)));
    }

    private static HelpParameter Find(HelpPage page, string name) =>
        page.Parameters.FirstOrDefault(p => p.Name == name) ?? throw new FormatException($"{page.Name}: the syntax has -{name}, and the parameters do not tell it");

    private static XElement Parameter(HelpParameter parameter, bool required, bool inSyntax) => new(Command + "parameter",
        new XAttribute("required", required ? "true" : "false"),
        new XAttribute("variableLength", "true"),
        new XAttribute("globbing", parameter.Text.Contains("wildcards", StringComparison.Ordinal) ? "true" : "false"),
        new XAttribute("pipelineInput", parameter.Pipeline),
        new XAttribute("position", parameter.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Alias.Length > 0 ? parameter.Alias : "none"),
        new XElement(Text + "name", parameter.Name),
        new XElement(Text + "description", Paragraphs([parameter.Text])),
        // A switch has no value in the syntax.
        inSyntax && parameter.IsSwitch ? null : new XElement(Command + "parameterValue", new XAttribute("required", parameter.IsSwitch ? "false" : "true"), new XAttribute("variableLength", "false"), parameter.Type),
        new XElement(Dev + "type", new XElement(Text + "name", parameter.Type), new XElement(Text + "uri")));

    private static XElement Typed(string name, string type) =>
        new(Command + name, new XElement(Dev + "type", new XElement(Text + "name", type)), new XElement(Text + "description", new XElement(Text + "para")));

    private static XElement Example(HelpExample example, int index) => new(Command + "example",
        new XElement(Text + "title", $"Example {index + 1}"),
        new XElement(Dev + "code", example.Code),
        new XElement(Dev + "remarks", Paragraphs([example.Remark])));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) => paragraphs.Select(p => new XElement(Text + "para", p));
}
