using System.Globalization;

namespace Db2Backup.Processes;

/// <summary>Which processes are whose children: from /proc on Linux, where a small machine has no <c>ps</c>; elsewhere as <c>ps</c> tells on every UNIX.</summary>
internal static class ProcessTable
{
    /// <summary>The children of a process, now.</summary>
    public static async Task<IReadOnlyList<int>> ChildrenAsync(int parent, CancellationToken cancellationToken) =>
        OperatingSystem.IsLinux() ? ProcChildren(parent) : await PsChildrenAsync(parent, cancellationToken).ConfigureAwait(false);

    private static List<int> ProcChildren(int parent)
    {
        var children = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (Number(Path.GetFileName(folder)) is { } process && ParentOf(process) == parent) children.Add(process);
        return children;
    }

    /// <summary>The fourth field of /proc/N/stat [proc(5)]; the second, in parentheses, is a name that may hold blanks and parentheses.</summary>
    private static int? ParentOf(int process)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{process}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It ended meanwhile, or is hidden from us: no child of ours.
        }
        var words = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? Number(words[1]) : null;
    }

    private static async Task<IReadOnlyList<int>> PsChildrenAsync(int parent, CancellationToken cancellationToken)
    {
        var listing = await ProgramRunner.RunAsync("ps", ["-A", "-o", "pid=", "-o", "ppid="], cancellationToken).ConfigureAwait(false);
        var children = new List<int>();
        foreach (var line in listing.Output.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2 && Number(words[1]) == parent && Number(words[0]) is { } child) children.Add(child);
        }
        return children;
    }

    private static int? Number(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
