namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>All views and table functions of the system, by name.</summary>
internal static class SystemViews
{
    private static readonly Dictionary<string, SystemView> Views = Build(CatalogViews.All);
    private static readonly Dictionary<string, (int Arguments, SystemView View)> Functions = new(StringComparer.Ordinal);

    public static SystemView? Find(string schema, string name) => Views.GetValueOrDefault(schema + "." + name);

    public static SystemView? FindFunction(string name, int arguments) =>
        Functions.TryGetValue(name, out var found) && found.Arguments == arguments ? found.View : null;

    private static Dictionary<string, SystemView> Build(params IEnumerable<(string Name, SystemView View)>[] groups)
    {
        var all = new Dictionary<string, SystemView>(StringComparer.Ordinal);
        foreach (var group in groups)
            foreach (var (name, view) in group)
                all.Add(name, view);
        return all;
    }
}
