namespace Db2Backup.Emulator.Sql.SystemViews;

/// <summary>All views and table functions of the system, by name.</summary>
internal static class SystemViews
{
    private static readonly Dictionary<string, SystemView> Views = Build(
        CatalogViews.Views, ConfigurationViews.Views, LogViews.Views, TableSpaceViews.Views, UtilityViews.Views, EnvironmentViews.Views);

    private static readonly Dictionary<(string Name, int Arguments), SystemView> Functions =
        new[] { ConfigurationViews.Functions, LogViews.Functions, TableSpaceViews.Functions, UtilityViews.Functions, EnvironmentViews.Functions }
            .SelectMany(f => f).ToDictionary(f => (f.Name, f.Arguments), f => f.View);

    public static IEnumerable<(string Name, SystemView View)> All => Views.Select(v => (v.Key, v.Value));

    public static SystemView? Find(string schema, string name) => Views.GetValueOrDefault(schema + "." + name);

    public static SystemView? FindFunction(string name, int arguments) => Functions.GetValueOrDefault((name, arguments));

    private static Dictionary<string, SystemView> Build(params IEnumerable<(string Name, SystemView View)>[] groups)
    {
        var all = new Dictionary<string, SystemView>(StringComparer.Ordinal);
        foreach (var group in groups)
            foreach (var (name, view) in group)
                all.Add(name, view);
        return all;
    }
}
