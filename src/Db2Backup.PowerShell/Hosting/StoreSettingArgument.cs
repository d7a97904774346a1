namespace Db2Backup.PowerShell.Hosting;

/// <summary>A setting of a store that is no secret: <c>region_name=RegionOne</c>.</summary>
public sealed class StoreSettingArgument
{
    /// <summary>Reads <c>name=value</c>.</summary>
    public StoreSettingArgument(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        // The text is not repeated: somebody may have put a secret there.
        if (at < 1) throw new FormatException("A setting is wanted as name=value.");
        (Name, Value) = (text[..at].Trim(), text[(at + 1)..].Trim());
    }

    internal string Name { get; }

    internal string Value { get; }

    internal static IReadOnlyDictionary<string, string> Settings(StoreSettingArgument[]? arguments) =>
        (arguments ?? []).GroupBy(a => a.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);

    /// <summary>As it was given.</summary>
    public override string ToString() => $"{Name}={Value}";
}
