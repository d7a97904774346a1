namespace Db2Backup.TestKit;

/// <summary>
/// The U switch: the stand-in prints every message id that nobody could confirm as one that no catalogue has. Set for a test
/// program it is in force for all its instances.
/// </summary>
public static class UnknownIds
{
    public const string Variable = "DB2EMU_UNCONFIRMED";

    public static bool InForce { get; } = string.Equals(Environment.GetEnvironmentVariable(Variable), "unknown", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Names a folder in which a run without the switch notes where such ids were printed, and from which a run with it knows
    /// what is worth running again: elsewhere the switch changes nothing.
    /// </summary>
    public const string FolderVariable = "DB2TEST_UNCONFIRMED_FOLDER";

    private static readonly object Gate = new();

    private static string? Folder { get; } = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>The test class that runs: who makes an instance owns what it says. The test kit knows no test framework.</summary>
    public static Func<string?> TestClass { get; set; } = () => null;

    /// <summary>What the stand-in is told (docs/EMULATOR.md): where to add the unconfirmed ids that it prints; null when nobody asked.</summary>
    internal static string? SeenFile => Folder is null || InForce ? null : SeenBy(TestClass() ?? "unknown");

    /// <summary>How much the instances of a class have said so far that nobody could confirm; 0 when nobody asked.</summary>
    public static long SaidBy(string testClass) => Folder is null || InForce || !File.Exists(SeenBy(testClass)) ? 0 : new FileInfo(SeenBy(testClass)).Length;

    /// <summary>What that was since a moment, by <see cref="SaidBy"/> then.</summary>
    public static IReadOnlySet<string> IdsSaidBy(string testClass, long since) => SaidBy(testClass) <= since
        ? new HashSet<string>()
        : File.ReadAllText(SeenBy(testClass))[(int)since..].Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>Notes a test, or one case of it, for the run with the switch.</summary>
    public static void Note(string list, string test)
    {
        if (Folder is null || InForce) return;
        lock (Gate) File.AppendAllText(Path.Combine(Folder, list), test + "\n");
    }

    /// <summary>What was noted; null when everything is to run.</summary>
    public static IReadOnlySet<string>? Noted(string list) =>
        Folder is not null && InForce && File.Exists(Path.Combine(Folder, list)) ? File.ReadAllLines(Path.Combine(Folder, list)).ToHashSet(StringComparer.Ordinal) : null;

    private static string SeenBy(string testClass) => Path.Combine(Folder!, testClass + ".said");
}
