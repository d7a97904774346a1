using Db2Backup.Operations;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Under which folder here a folder of the Db2 server is seen: <c>/backup=/mnt/db2backup</c>.</summary>
public sealed class PathMapArgument
{
    /// <summary>Reads <c>server folder=folder here</c>.</summary>
    public PathMapArgument(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1 || at == text.Length - 1) throw new FormatException($"'{text}' is no path map: <folder on the server>=<the same folder here> is wanted.");
        Map = new PathMap(text[..at], text[(at + 1)..]);
    }

    internal PathMap Map { get; }

    internal static IReadOnlyList<PathMap> Maps(PathMapArgument[]? arguments) => (arguments ?? []).Select(a => a.Map).ToList();

    /// <summary>As it was given.</summary>
    public override string ToString() => $"{Map.Server}={Map.Here}";
}
