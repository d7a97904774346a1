using System.Globalization;

namespace Db2Backup.Processes;

/// <summary>Which processes are whose children, as <c>ps</c> tells on every UNIX.</summary>
internal static class ProcessTable
{
    /// <summary>The children of a process, now.</summary>
    public static async Task<IReadOnlyList<int>> ChildrenAsync(int parent, CancellationToken cancellationToken)
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
