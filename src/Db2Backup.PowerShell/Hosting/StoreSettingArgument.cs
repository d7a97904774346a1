namespace Db2Backup.PowerShell.Hosting;

/// <summary>A setting of a store that is no secret: <c>region_name=RegionOne</c>.</summary>
public sealed class StoreSettingArgument
{
    /// <summary>Reads <c>name=value</c>.</summary>
    public StoreSettingArgument(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        // Without a sign it has no name, and is refused where settings are looked at. Not here: PowerShell's own error repeats what could not
        // be converted, and somebody may have put a secret there.
        (Name, Value) = at < 1 ? ("", "") : (text[..at].Trim(), text[(at + 1)..].Trim());
    }

    internal string Name { get; }

    internal string Value { get; }

    internal static IReadOnlyDictionary<string, string> Settings(StoreSettingArgument[]? arguments) =>
        (arguments ?? []).GroupBy(a => a.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);

    /// <summary>The name: what was given may be no setting at all.</summary>
    public override string ToString() => Name;
}
