namespace Db2Backup.Emulator.Configuration;

/// <summary>The parameters of one kind of configuration, and the rows of its report in order.</summary>
internal sealed class ParameterTable
{
    private readonly Dictionary<string, ConfigurationParameter> byName = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="rows">The report.</param>
    /// <param name="hidden">Kept in the file without a row of their own: what was fixed at creation.</param>
    public ParameterTable(IReadOnlyList<ReportRow> rows, params ConfigurationParameter[] hidden)
    {
        Rows = rows;
        foreach (var row in rows)
            if (row.Parameter is { } parameter) byName.Add(parameter.Name, parameter);
        foreach (var parameter in hidden) byName.Add(parameter.Name, parameter);
    }

    public IReadOnlyList<ReportRow> Rows { get; }
    public IEnumerable<ConfigurationParameter> Parameters => byName.Values;

    public ConfigurationParameter this[string name] => Find(name) ?? throw new ArgumentException($"no parameter {name}", nameof(name));

    /// <summary>By name in any letter case; null when there is none.</summary>
    public ConfigurationParameter? Find(string name) => byName.GetValueOrDefault(name);
}

/// <summary>Short forms in which the tables of parameters are written.</summary>
internal static class Rows
{
    public static ReportRow Online(string name, string label, string initial, ValueDomain domain) =>
        new(label, new ConfigurationParameter(name, label, initial, domain, Online: true));

    public static ReportRow Offline(string name, string label, string initial, ValueDomain domain) =>
        new(label, new ConfigurationParameter(name, label, initial, domain, Online: false));

    /// <summary>A row without a keyword: its value is asked for by the fact's name.</summary>
    public static ReportRow Fact(string name, string label) => new(label, Fact: name);

    public static ReportRow Heading(string text) => new(text);

    public static ReportRow Blank { get; } = new("");

    public static NumberDomain Number(long minimum, long maximum) => new(minimum, maximum);

    public static NumberDomain NumberOrUnlimited(long minimum, long maximum) => new(minimum, maximum, Unlimited: true);

    /// <summary>A number that Db2 may choose itself.</summary>
    public static NumberDomain Tuned(long minimum, long maximum) => new(minimum, maximum) { Automatic = true };

    public static ChoiceDomain OneOf(params string[] choices) => new(choices);

    /// <summary>A parameter of which the stand-in offers one value.</summary>
    public static OnlyDomain Only(string offered, ValueDomain all) => new(offered, all);

    public static ChoiceDomain OnOff { get; } = new("ON", "OFF");
    public static ChoiceDomain YesNo { get; } = new("YES", "NO");
    public static TextDomain Text { get; } = new();
    public static DirectoryDomain WritableDirectory { get; } = new();

    /// <summary>Set once, when the database is created.</summary>
    public static ConfigurationParameter Fixed(string name, string initial) =>
        new(name, "", initial, new InformationalDomain(), Online: false);
}
