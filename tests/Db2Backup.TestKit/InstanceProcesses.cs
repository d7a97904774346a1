using System.Globalization;
using System.Text;

namespace Db2Backup.TestKit;

/// <summary>Finds the processes of an instance in /proc.</summary>
internal static class InstanceProcesses
{
    public static IReadOnlyList<(int Pid, IReadOnlyList<string> Arguments)> Of(string home)
    {
        var mark = $"INSTHOME={home}";
        var found = new List<(int, IReadOnlyList<string>)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)) continue;
            if (Read(folder, "environ").Contains(mark) && Read(folder, "cmdline") is { Count: > 0 } arguments)
                found.Add((pid, arguments)); // a zombie has neither
        }
        return found;
    }

    private static IReadOnlyList<string> Read(string folder, string name)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, name))).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // gone meanwhile, or another user's
        }
    }
}
